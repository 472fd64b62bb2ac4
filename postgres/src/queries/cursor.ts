import { Refusal } from '@crossdock/flows/ports'
import { sql, type Expression, type RawBuilder } from 'kysely'

/** One page of a list, and where the next one begins. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

type KeyCheck = (key: string) => boolean

export const isInstantKey: KeyCheck = (key) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(key) && isOnTheCalendar(key)
/** JavaScript takes the 31st of February for the 3rd of March; PostgreSQL refuses it. */
const isOnTheCalendar = (key: string) => !Number.isNaN(Date.parse(key)) && new Date(key).toISOString().startsWith(key.slice(0, 19))
export const isIdKey: KeyCheck = (key) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key)
/** Any text that a database keeps. */
export const isTextKey: KeyCheck = (key) => key.length <= 300 && !key.includes('\u0000')

/** An instant as a cursor carries it: in microseconds, as rows are ordered; a Date would lose those that lie within a millisecond. */
export function instantKey(instant: Expression<unknown> | RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}

export function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/**
 * The keys of the row after which the page begins.
 * @param checks whether each key is one that PostgreSQL can compare: a cursor that somebody made up is refused, never run
 * @throws Refusal `invalid_input` when the text is no cursor of this list
 */
export function decodeCursor<const Checks extends readonly KeyCheck[]>(cursor: string, checks: Checks): { [Index in keyof Checks]: string } {
  const keys = parse(cursor)
  const fits = Array.isArray(keys) && keys.length === checks.length && checks.every((check, index) => typeof keys[index] === 'string' && check(keys[index]))
  if (!fits) throw new Refusal('invalid_input', {}, [{ path: 'cursor', code: 'invalid_value', message: 'is not a cursor of this list' }])
  return keys.map((key: string, index) => (checks[index] === isInstantKey ? written(key) : key)) as { [Index in keyof Checks]: string }
}

/** The year before the first, in which stores let an order be placed that has no date, is 0 for JavaScript and has another name in PostgreSQL. */
const written = (instant: string): string => (instant.startsWith('0000') ? `0001${instant.slice(4)} BC` : instant)

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown
  } catch (err) {
    // Whatever it is, it is none of our cursors: the check that follows says so to the caller.
    return err
  }
}

/** Makes a page of rows that were read with one more than asked for. */
export function pageOf<Row, Item>(rows: readonly Row[], limit: number, keysOf: (row: Row) => readonly string[], toItem: (row: Row) => Item): Page<Item> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map(toItem), nextCursor: last === undefined ? null : encodeCursor(keysOf(last)) }
}
