import { useNavigate, useSearch } from '@tanstack/react-router'

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
  const set = (changes: Partial<Record<Name, string | undefined>>) =>
    void navigate({ to: '.', search: (before: Record<string, string | undefined>) => ({ ...before, ...changes }), replace: true, resetScroll: false })
  const values = Object.fromEntries(names.flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as Partial<Record<Name, string>>
  return {
    values,
    set,
    clear: () => set(Object.fromEntries(names.map((name) => [name, undefined])) as Partial<Record<Name, undefined>>),
    any: Object.keys(values).length > 0,
  }
}
