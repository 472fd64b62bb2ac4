import { useEffect, useState } from 'react'
import type { Pages } from '../../api/use-pages.ts'
import type { OrderRow } from './order-columns.tsx'

/** As many as the server takes at once. */
export const mostSelected = 1000
const none: ReadonlySet<string> = new Set()

export interface OrderSelection {
  ids: ReadonlySet<string>
  set: (ids: ReadonlySet<string>) => void
  /** Given while all rows shown are selected and more match: reads the others and selects them, too. */
  rest: { select: () => void; reading: boolean } | null
}

/** The selected orders. They belong to the filters that they were selected under. @param under those filters, as a text */
export function useOrderSelection(list: Pages<OrderRow>, under: string): OrderSelection {
  const [kept, setKept] = useState<{ under: string; ids: ReadonlySet<string> }>({ under: '', ids: none })
  const [readingUnder, setReadingUnder] = useState<string | null>(null)
  const ids = kept.under === under ? kept.ids : none
  const reading = readingUnder === under && list.error === null
  const { rows, more } = list
  const complete = more === null || rows.length >= mostSelected
  useEffect(() => {
    if (reading && !complete && more && !more.loading) more.load()
  }, [reading, complete, more])
  // What comes later, when the list is read again, is not selected by itself.
  if (reading && complete) {
    setKept({ under, ids: new Set(rows.slice(0, mostSelected).map((row) => row.id)) })
    setReadingUnder(null)
  }
  const all = rows.length > 0 && rows.length < mostSelected && rows.every((row) => ids.has(row.id))
  return {
    ids,
    set: (next) => setKept({ under, ids: next }),
    rest: (all && more !== null) || reading ? { select: () => setReadingUnder(under), reading } : null,
  }
}
