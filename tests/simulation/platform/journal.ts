/** What the platform accepted or was asked, in the order in which it happened: what the invariants are checked against. */
export interface JournalEntry {
  at: number
  shopId: string
  what: string
  facts: Record<string, unknown>
}

export interface Journal {
  entries: JournalEntry[]
  write(shopId: string, what: string, facts?: Record<string, unknown>): void
  of(shopId: string, what: string): JournalEntry[]
}

export function createJournal(now: () => number): Journal {
  const entries: JournalEntry[] = []
  return {
    entries,
    write: (shopId, what, facts = {}) => void entries.push({ at: now(), shopId, what, facts }),
    of: (shopId, what) => entries.filter((entry) => entry.shopId === shopId && entry.what === what),
  }
}
