export const docsPage = (_d: unknown) => '' 
export const docsStyle = ''
