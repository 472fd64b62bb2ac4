import { ConnectorError, type OrderReading, type ReadOrder } from '@crossdock/connector-kit'
import { isStale, type FloorStep, type OrderChange } from '@crossdock/domain'
import { noteFailure, openStore } from '../connecting/access.ts'
import { importPage } from '../fetching/import-page.ts'
import { deadlineOf, merchantScope, type EcAccount, type Needs, type Scope, type StoreState } from '../ports/index.ts'
import type { Freshness } from './freshness.ts'

/** Calls to one store at once; its rate budget paces them besides. */
const atOnce = 4
/** A store that asks to wait longer than this is not waited for while somebody stands there. */
const patienceMs = 5_000
const oneMs = 10_000
const manyMs = 45_000

/**
 * Reads from their stores those of the orders that may be too old for this step, before any transaction, and takes over what
 * changed there as a fetch would. What cannot be read in time is said to be unknown.
 * @returns what was found of each order that was to be read; of the others nothing has to be said
 */
export async function freshen(needs: Needs, { scope, orderIds, step }: { scope: Scope; orderIds: readonly string[]; step: FloorStep }): Promise<Map<string, Freshness>> {
  const now = needs.now()
  const states = await needs.store.transact(scope, (tx) => tx.shipping.storeStates(orderIds))
  const old = states.filter((state) => (state.status === 'pending' || state.status === 'processing') && isStale(state.readAt, now, step))
  const stale = old.filter((state) => state.holds.length === 0)
  // Nobody is asked about what is held: it does not go. Nor does it when somebody lifts the hold meanwhile.
  const found = new Map<string, Freshness>(old.filter((state) => state.holds.length > 0).map(({ id, holds }) => [id, { verdict: 'held', holds }]))
  if (stale.length === 0) return found
  const deadline = deadlineOf(needs, stale.length === 1 ? oneMs : manyMs)
  try {
    await Promise.all([...Map.groupBy(stale, (state) => state.ecAccountId).values()].map((ofAccount) => readAccount(needs, ofAccount, deadline.signal, found)))
  } finally {
    deadline.clear()
  }
  return found
}

async function readAccount(needs: Needs, states: readonly StoreState[], signal: AbortSignal, found: Map<string, Freshness>): Promise<void> {
  const [{ merchantId, ecAccountId }] = states as [StoreState, ...StoreState[]]
  const account = await needs.store.transact(merchantScope(merchantId), (tx) => tx.accounts.get(merchantId, ecAccountId))
  if (!account) return
  if (account.connectionStatus !== 'connected') return noteUnknown(found, states, { since: account.statusSince ?? needs.now(), reason: 'disconnected', rule: account.whenUnreachable })
  const { orders } = openStore(needs, account, { signal, patienceMs, urgent: true })
  // A platform that shows no single orders has nothing to say here.
  if (!orders) return
  const { reads, unread, failure } = await readOrders(needs, orders, states, signal)
  if (failure && !signal.aborted) await noteFailure(needs, account, failure)
  const gone = states.filter((state) => reads.get(state.id) === null)
  noteUnknown(found, gone, { since: needs.now(), reason: 'gone', rule: 'stop' })
  noteUnknown(found, unread, { since: account.degradedSince ?? needs.now(), reason: signal.aborted ? 'late' : 'unreachable', rule: account.whenUnreachable })
  await takeOver(needs, account, states, reads, found)
}

function noteUnknown(found: Map<string, Freshness>, states: readonly StoreState[], unknown: Omit<Extract<Freshness, { verdict: 'unknown' }>, 'verdict'>): void {
  for (const { id } of states) found.set(id, { verdict: 'unknown', ...unknown })
}

/** Once the store cannot be reached, the others are not asked for: each would wait as long. */
async function readOrders(needs: Needs, orders: OrderReading, states: readonly StoreState[], signal: AbortSignal) {
  const reads = new Map<string, ReadOrder | null>()
  const unread: StoreState[] = []
  let failure: ConnectorError | null = null
  const queue = [...states]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (failure || signal.aborted) {
        unread.push(next)
        continue
      }
      try {
        reads.set(next.id, await orders.get(next.platformOrderId))
      } catch (err) {
        unread.push(next)
        if (!(err instanceof ConnectorError)) needs.log.error({ err, orderId: next.id }, 'An order could not be read before it leaves')
        else if (err.kind !== 'rejected') failure = err
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, states.length) }, work))
  return { reads, unread, failure: failure as ConnectorError | null }
}

/** What was read is imported as if it had been fetched: a canceled order is canceled or held, a changed one taken over or held. */
async function takeOver(needs: Needs, account: EcAccount, before: readonly StoreState[], reads: ReadonlyMap<string, ReadOrder | null>, found: Map<string, Freshness>): Promise<void> {
  const seen = before.filter((state) => (reads.get(state.id) ?? null) !== null)
  if (seen.length === 0) return
  const changes = new Map<string, { changes: OrderChange[]; takenOver: boolean }>()
  const at = needs.now()
  const after = await needs.store.transact(merchantScope(account.merchantId), async (tx) => {
    await importPage(tx, { account, orders: seen.map((state) => reads.get(state.id)!), fetchedAt: at, fetchRunId: null, changes })
    await tx.shipping.markRead(account.merchantId, seen.map((state) => state.id), at)
    return tx.shipping.storeStates(seen.map((state) => state.id))
  })
  const was = new Map(seen.map((state) => [state.id, state]))
  for (const state of after) {
    const changed = changes.get(state.id)
    if (state.platformOrderStatus === 'cancelled' && was.get(state.id)?.platformOrderStatus !== 'cancelled') found.set(state.id, { verdict: 'canceled', at: state.platformUpdatedAt })
    else if (changed) found.set(state.id, { verdict: 'changed', ...changed })
    else found.set(state.id, { verdict: 'go' })
  }
}
