/** Characters, as the server demands them. */
export const shortestPassword = 12
