import { malformed, text } from '@crossdock/connector-kit'

/** A place to go on from. It is kept between two pages, so it has to be something that can be. */
export const cursor = text.min(1)

/** Where an item stands in a list: by when it changed, and which of that time it is. */
export interface Place {
  /** RFC 3339 UTC; empty where it is not known, or nothing is ordered by it. */
  at: string
  id: string
}

/** Watches that a chain of pages goes forward. A page may be read again; the chain may not come back to where it was. */
export interface PagingGuard {
  /** @throws ConnectorError `malformed` with code `paging_loop` */
  check(asked: string | null, answered: string | null, items: readonly Place[]): void
}

// Orders that have just moved on leave pages empty, and nothing says that they do so one at a time; but it does not go on for ever.
const mostIdlePages = 20

export function createPagingGuard(platform: string): PagingGuard {
  const nextOf = new Map<string, string>()
  /** The cursor that the last page answered with, when it brought nothing new, and how many in a row were so. */
  let idle: { cursor: string; row: number } | null = null
  let seen = createSeen()
  return {
    check(asked, answered, items) {
      if (asked === null) {
        nextOf.clear()
        idle = null
        seen = createSeen()
      }
      const news = items.filter((item) => seen.add(item)).length
      if (answered === null) return
      if (asked !== null) {
        for (let at: string | undefined = answered; at !== undefined; at = nextOf.get(at)) {
          if (at === asked) throw malformed('paging_loop', `${platform}'s pages lead in a circle.`, null)
        }
        nextOf.set(asked, answered)
      }
      const row = news > 0 ? 0 : idle?.cursor === asked ? idle.row + 1 : 1
      if (row > mostIdlePages) throw malformed('paging_loop', `${platform}'s pages go on but ${items.length > 0 ? 'bring nothing new' : 'are empty'}.`, null)
      idle = row === 0 ? null : { cursor: answered, row }
    },
  }
}

/** What a chain has brought, as far as it has to be remembered: a list is ordered by time, so that what is before its latest is behind it. */
function createSeen(): { add(place: Place): boolean } {
  let latest = ''
  const ofLatest = new Set<string>()
  const ofNoTime = new Set<string>()
  return {
    add({ at, id }) {
      if (at === '') return isNew(ofNoTime, id)
      const order = comparable(at)
      if (order < latest) return false
      if (order > latest) ofLatest.clear()
      latest = order
      return isNew(ofLatest, id)
    },
  }
}

function isNew(known: Set<string>, id: string): boolean {
  const before = known.size
  return known.add(id).size > before
}

/** Decimals may be three to six: they are made as long as each other. */
const comparable = (at: string): string => at.replace(/Z$/, '').padEnd(26, '0')
