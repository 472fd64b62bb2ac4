/** So long after it took a parcel, a store has to show it: what may be slow there is over by then. */
export const unshownAfterMs = 24 * 3_600_000
