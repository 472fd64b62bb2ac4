import { useRouter, useSearch, type RouterHistory } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { afterPaint } from './after-paint.ts'

export interface UrlFilters<Name extends string> {
  values: Partial<Record<Name, string>>
  set: (changes: Partial<Record<Name, string | undefined>>) => void
  clear: () => void
  /** At least one is set. */
  any: boolean
}

/** A page as Back and Forward know it: a change of its filters leaves it the same, going elsewhere does not. */
const placeOf = ({ pathname, state }: RouterHistory['location']) => `${state.__TSR_index} ${pathname}`

/** Filters of a list as they stand in the address: `useUrlFilters(['q', 'status'])`. A change replaces the address, so that Back leaves the list. */
export function useUrlFilters<const Name extends string>(names: readonly Name[]): UrlFilters<Name> {
  const search: Record<string, string | undefined> = useSearch({ strict: false })
  const router = useRouter()
  const set: UrlFilters<Name>['set'] = useCallback((changes) => {
    const place = placeOf(router.history.location)
    afterPaint(() => {
      // Whoever went elsewhere meanwhile takes no filter there.
      if (placeOf(router.history.location) !== place) return
      void router.navigate({ to: '.', search: (before: Record<string, string | undefined>) => ({ ...before, ...changes }), replace: true, resetScroll: false })
    })
  }, [router])
  // The same object as long as nothing in it differs, so that what hangs on it need not be drawn again.
  const text = JSON.stringify(names.flatMap((name) => (search[name] ? [[name, search[name]]] : [])))
  return useMemo(() => {
    const kept = JSON.parse(text) as [Name, string][]
    return {
      values: Object.fromEntries(kept) as Partial<Record<Name, string>>,
      set,
      clear: () => set(Object.fromEntries(kept.map(([name]) => [name, undefined])) as Partial<Record<Name, undefined>>),
      any: kept.length > 0,
    }
  }, [text, set])
}
