import { malformed } from '@crossdock/connector-kit'

/** Watches that a chain of cursors goes forward. A page may be read again; the chain may not come back to where it was. */
export interface PagingGuard {
  /** @throws ConnectorError `malformed` with code `paging_loop` */
  check(asked: string | null, answered: string | null, size: number): void
}

export function createPagingGuard(platform: string): PagingGuard {
  const nextOf = new Map<string, string>()
  let lastEmpty: string | null = null
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
      // One empty page can come of orders that have just moved on; two in a row may go on for ever.
      if (size === 0 && lastEmpty !== null && lastEmpty === asked) throw malformed('paging_loop', `${platform}'s pages go on but are empty.`, null)
      lastEmpty = size === 0 ? answered : null
    },
  }
}
