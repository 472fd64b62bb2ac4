import { useFormatter, useLocale } from 'use-intl'

/** Several things named one after the other: `09:00, 13:00`, `09:00和13:00`. */
export function useEnumeration(): (items: readonly string[]) => string {
  const format = useFormatter()
  const locale = useLocale()
  // Chinese lists of the type “unit” have no sign between their items.
  return (items) => format.list(items, { type: locale === 'zh-TW' ? 'conjunction' : 'unit' })
}
