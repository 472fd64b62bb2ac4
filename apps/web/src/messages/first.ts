/**
 * The areas that signing in, the frame and the orders page speak with. They come with the first screen; all others come
 * together, once a screen is opened that needs them. `first.test.ts` says when one is missing here.
 */
export const firstAreas = ['alerts', 'holds', 'orders', 'outcomes', 'setup', 'shell', 'signIn', 'ui', 'words'] as const
