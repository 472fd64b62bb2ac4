import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { afterPaint } from './after-paint.ts'

export interface UrlFilters<Name extends string> {
  values: Partial<Record<Name, string>>
  set: (changes: Partial<Record<Name, string | undefined>>) => void
  clear: () => void
  /** At least one is set. */
  any: boolean
}

/** Filters of a list as they stand in the address: `useUrlFilters(['q', 'status'])`. A change replaces the address, so that Back leaves the list. */
export function useUrlFilters<const Name extends string>(names: readonly Name[]): UrlFilters<Name> {
  const search: Record<string, string | undefined> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set: UrlFilters<Name>['set'] = useCallback((changes) => {
    afterPaint(() => void navigate({ to: '.', search: (before: Record<string, string | undefined>) => ({ ...before, ...changes }), replace: true, resetScroll: false }))
  }, [navigate])
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
