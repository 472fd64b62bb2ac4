import { malformed } from '@crossdock/connector-kit'

/** Watches that a chain of cursors goes forward. A page may be read again; the chain may not come back to where it was. */
export interface PagingGuard {
  /** @throws ConnectorError `malformed` with code `paging_loop` */
  check(asked: string | null, answered: string | null, size: number): void
}

// Orders that have just moved on leave pages empty, and nothing says that they do so one at a time; but it does not go on for ever.
const mostEmptyPages = 20

export function createPagingGuard(platform: string): PagingGuard {
  const nextOf = new Map<string, string>()
  /** The cursor that the last page answered with, when it was empty, and how many in a row were. */
  let lastEmpty: { cursor: string; row: number } | null = null
  return {
    check(asked, answered, size) {
      if (asked === null) {
        nextOf.clear()
        lastEmpty = null
      }
      if (answered === null) return
      if (asked !== null) {
        for (let at: string | undefined = answered; at !== undefined; at = nextOf.get(at)) {
          if (at === asked) throw malformed('paging_loop', `${platform}'s pages lead in a circle.`, null)
        }
        nextOf.set(asked, answered)
      }
      const row = size > 0 ? 0 : lastEmpty?.cursor === asked ? lastEmpty.row + 1 : 1
      if (row > mostEmptyPages) throw malformed('paging_loop', `${platform}'s pages go on but are empty.`, null)
      lastEmpty = row === 0 ? null : { cursor: answered, row }
    },
  }
}
