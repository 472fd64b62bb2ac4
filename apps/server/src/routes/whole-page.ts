import { Refusal } from '@crossdock/flows/ports'
import { decodeCursor, encodeCursor, isTextKey, type Page } from '@crossdock/postgres'

/**
 * A page of a list that is read whole. The cursor names the item before the page.
 * @throws Refusal `invalid_input` when the cursor is none of this list
 */
export function pageOfWhole<Item>(items: readonly Item[], asked: { cursor?: string | undefined; limit?: number | undefined }, keyOf: (item: Item) => string): Page<Item> {
  let start = 0
  if (asked.cursor !== undefined) {
    const [key] = decodeCursor(asked.cursor, [isTextKey])
    start = items.findIndex((item) => keyOf(item) === key) + 1
    if (start === 0) throw new Refusal('invalid_input', {}, [{ path: 'cursor', code: 'invalid_value', message: 'is not a cursor of this list' }])
  }
  const end = asked.limit === undefined ? items.length : start + asked.limit
  const last = end < items.length ? items[end - 1] : undefined
  return { items: items.slice(start, end), nextCursor: last === undefined ? null : encodeCursor([keyOf(last)]) }
}
