import { createRouter } from '@tanstack/react-router'
import { routeTree } from '../routes.tsx'
import { announceArrival } from '../ui/arrival.ts'
import { BrokenPage, NotFoundPage } from './fallbacks.tsx'

/** Addresses stay as people read them: every search parameter is plain text. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}
function stringifySearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).flatMap(([key, value]) => (value === undefined || value === null || value === '' ? [] : [[key, String(value)]]))
  const text = new URLSearchParams(kept).toString()
  return text && `?${text}`
}

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: NotFoundPage,
})

router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) announceArrival()
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
