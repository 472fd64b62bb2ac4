import type { ReadOrder } from '@crossdock/connector-kit'
import { longestId, whyUnkeepable, type IncomingOrder } from '@crossdock/domain'
import { createHash } from 'node:crypto'
import { furthestMs } from './platform-clock.ts'
import { versionOf } from './version.ts'

/** An order as it will be kept. `payload` makes its JSON, once, where it is news. */
export type PreparedOrder = { payload: () => string } & (
  | { order: IncomingOrder; problem: null; updatedAt: string }
  | { order: null; problem: string; updatedAt: string | null }
)

/**
 * All of an import that needs no database: a page is prepared while the one before it is being written.
 * @param news whether most are expected to be, so that what only they need is made now
 * @returns the newest version of each order, by the platform's id or, where it has none, by what it says
 */
export function prepareOrders(orders: readonly ReadOrder[], now: Date, news = false): ReadonlyMap<string, PreparedOrder> {
  const newest = new Map<string, { read: ReadOrder; version: number; payload?: string }>()
  for (const received of orders) {
    const read = refuseUnkeepable(received, now)
    const named = read.order?.platformOrderId ?? (read.order === null ? read.platformOrderId : null)
    const payload = named === null ? jsonOf(read.raw) : undefined
    const id = named ?? `unreadable:${createHash('sha256').update(payload!).digest('hex').slice(0, 32)}`
    const version = versionOf(read)
    const before = newest.get(id)
    // An order can come twice in a page; only its newest version counts.
    if (!before || before.version <= version) newest.set(id, { read, version, ...(payload === undefined ? {} : { payload }) })
  }
  const prepared = new Map<string, PreparedOrder>()
  for (const [id, { read, payload }] of newest) prepared.set(id, prepare(read, news ? (payload ?? jsonOf(read.raw)) : payload))
  return prepared
}

const jsonOf = (raw: unknown): string => JSON.stringify(raw) ?? 'null'

function prepare(read: ReadOrder, made: string | undefined): PreparedOrder {
  let text = made
  const payload = () => (text ??= jsonOf(read.raw))
  if (read.order === null) return { payload, order: null, problem: read.problem, updatedAt: read.updatedAt }
  const order = withoutNul(read.order)
  return { payload, order, problem: null, updatedAt: order.updatedAt }
}

/** What no column would take must not stop the page that it comes in; and by a time that never comes no later change would be news. */
function refuseUnkeepable(read: ReadOrder, now: Date): ReadOrder {
  const told = read.order === null ? read.updatedAt : read.order.updatedAt
  const updatedAt = told !== null && Date.parse(told) > now.getTime() + furthestMs ? null : told
  if (read.order === null) return { ...read, updatedAt }
  const problem = whyUnkeepable(read.order) ?? (updatedAt === null ? `updatedAt: expected a time that has come, got ${JSON.stringify(told)}` : null)
  if (!problem) return read
  const { platformOrderId } = read.order
  return { raw: read.raw, order: null, problem, platformOrderId: platformOrderId.length > longestId ? null : platformOrderId, updatedAt }
}

/** No database keeps NUL in text; the raw order keeps all the rest as it came. */
function withoutNul(order: IncomingOrder): IncomingOrder {
  return hasNul(order) ? (JSON.parse(JSON.stringify(order), (_, each: unknown) => (typeof each === 'string' ? each.replaceAll('\u0000', '') : each)) as IncomingOrder) : order
}

function hasNul(facts: object): boolean {
  for (const each of Object.values(facts) as unknown[]) {
    if (typeof each === 'string' ? each.includes('\u0000') : typeof each === 'object' && each !== null && hasNul(each)) return true
  }
  return false
}
