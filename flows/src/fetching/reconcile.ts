import { ConnectorError, isTokenRefused, type OrderReading, type Window } from '@crossdock/connector-kit'
import { fetchableDays, joinSpans, lateVisibleMs } from '@crossdock/domain'
import { clearTrouble, noteFailure, openStore } from '../connecting/access.ts'
import { everyMerchant, merchantScope, type EcAccount, type FoundDifference, type KeptOrder, type Needs, type Reconciliation } from '../ports/index.ts'
import { comparePage } from './compare-page.ts'
import { platformClock } from './platform-clock.ts'
import { retryDelayMs } from './retry-delay.ts'

/** Each page, and each order that is looked up, renews it. */
const leaseMs = 60_000
const patienceMs = 15_000
const dayMs = 86_400_000
/** A fetch under way moves what is compared, and has the better claim to the store's budget. */
const afterFetchMs = 20_000
/** It begins again at each try, so it does not try for ever: the next night does. What passes by itself is waited out for most of a day. */
const maxAttempts = { passing: 150, lasting: 8 }
/** Orders that the store did not list, asked for one by one; more than so many are left to the next night, which begins with those. */
const mostLookedUp = 100
/** What ends every process that works it is tried no more by itself. */
const mostDeaths = 3

class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

interface Comparing {
  of: Reconciliation
  account: EcAccount
  holder: string
  until: () => Date
}

/**
 * Compares a store's orders of the last days with ours: how many there are, then which; a list that is shorter than its count
 * proves nothing, and is read again. What differs is fetched or explained, and kept with the comparison. One page after another and no page ahead, so that the store's budget is left
 * to whoever is in a hurry. Interrupted, it begins again; what it had found is kept.
 */
export async function reconcile(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  if (needs.ending?.aborted) return
  const scope = merchantScope(job.merchantId)
  const holder = `${needs.worker}/${job.id}/${Math.random().toString(36).slice(2)}`
  const until = () => new Date(needs.now().getTime() + leaseMs)
  const taken = await needs.store.transact(scope, async (tx) => {
    const of = await tx.reconciling.take(job.merchantId, job.id, { holder, until: until() }, needs.now())
    const account = of && (await tx.accounts.get(job.merchantId, of.ecAccountId))
    return of && account ? { of, account, busy: await tx.reconciling.fetchUnderWay(account) } : null
  })
  if (!taken) return
  const comparing: Comparing = { of: taken.of, account: taken.account, holder, until }
  try {
    if (taken.of.deaths >= mostDeaths) await putAside(needs, comparing)
    else if (taken.busy) await park(needs, comparing, afterFetchMs, null)
    else await compareAll(needs, comparing)
  } catch (err) {
    if (!(err instanceof LeaseLost)) await giveUpOrWait(needs, comparing, err)
  }
}

/** So that others go on; the next night begins anew. */
async function putAside(needs: Needs, { of, holder }: Comparing): Promise<void> {
  needs.log.error({ reconciliationId: of.id, deaths: of.deaths }, 'A comparison was put aside: it ends whoever works it')
  const message = `${of.deaths} times in a row, the process that compared this ended in the middle of it. It was put aside so that others go on; the next night begins anew.`
  await needs.store.transact(merchantScope(of.merchantId), (tx) => tx.reconciling.finish(of, holder, { status: 'failed', at: needs.now(), error: { kind: 'internal', code: 'worker_died', message } }))
}

async function compareAll(needs: Needs, comparing: Comparing): Promise<void> {
  const { of, account, holder, until } = comparing
  const scope = merchantScope(of.merchantId)
  const end = (status: 'succeeded' | 'stopped', error: { kind: string; code: string; message: string } | null) =>
    needs.store.transact(scope, (tx) => tx.reconciling.finish(of, holder, { status, at: needs.now(), error }))
  if (account.connectionStatus !== 'connected') {
    await end('stopped', { kind: 'auth', code: 'not_connected', message: 'The EC account is not connected, so its orders cannot be compared.' })
    return
  }
  const session = openStore(needs, account, { patienceMs, ...(needs.ending ? { signal: needs.ending } : {}) })
  const { orders } = session
  if (!orders) {
    await end('stopped', { kind: 'rejected', code: 'no_orders', message: 'This platform has no orders to compare.' })
    return
  }
  const platformTime = await platformClock(session, orders)
  const window: Window = { from: windowStart(account, of.days, platformTime), to: new Date(platformTime.getTime() - lateVisibleMs) }
  const storeCount = await orders.count(window)
  const coveredTo = await needs.store.transact(scope, async (tx) => {
    const covered = (await tx.coverage.of(account, needs.now()))?.covered ?? []
    const last = joinSpans(covered).at(-1)?.to ?? null
    if (!(await tx.reconciling.begin(of, holder, { window, coveredTo: last, storeCount }))) throw new LeaseLost()
    return last
  })

  const listed = new Set<string>()
  let nameless = 0
  for (let cursor: string | null = null; ;) {
    const page = await orders.list(window, cursor)
    for (const read of page.orders) {
      const id = read.order?.platformOrderId ?? (read.order === null ? read.platformOrderId : null)
      if (id !== null) listed.add(id)
      else nameless++
    }
    await needs.store.transact(scope, async (tx) => {
      const compared = await comparePage(tx, { account, orders: page.orders, at: needs.now(), coveredTo })
      if (!(await tx.reconciling.save(of, holder, compared.found, compared.figures, until()))) throw new LeaseLost()
      needs.failpoint?.('reconcile.page-compared')
    })
    cursor = page.nextCursor
    if (cursor === null) break
  }
  await lookUp(needs, comparing, { orders, window, listed, coveredTo })
  await refuseShortList(orders, window, { listed: listed.size + nameless, counted: storeCount })
  await end('succeeded', null)
  await clearTrouble(needs, account)
}

/**
 * What changes meanwhile leaves both the window and its count, so a count that is still higher afterwards says that orders did not come.
 * @throws ConnectorError list_incomplete
 */
async function refuseShortList(orders: OrderReading, window: Window, { listed, counted }: { listed: number; counted: number }): Promise<void> {
  if (listed >= counted) return
  const still = await orders.count(window)
  if (listed < still) throw new ConnectorError({ kind: 'malformed', code: 'list_incomplete', message: `The store counts ${still} orders of these days and lists ${listed}, so some may be missing here.` })
}

/** So many days back, but no further than what a first fetch reads: what was before that is nobody's to miss. */
function windowStart({ firstConnectedAt }: EcAccount, days: number, platformTime: Date): Date {
  const now = platformTime.getTime()
  const firstRead = Math.min(firstConnectedAt?.getTime() ?? now, now) - fetchableDays * dayMs
  return new Date(Math.max(now - days * dayMs, firstRead))
}

/** Orders that we have of this time and the store did not list: changed since, or gone from it. */
async function lookUp(needs: Needs, { of, account, holder, until }: Comparing, list: { orders: OrderReading; window: Window; listed: ReadonlySet<string>; coveredTo: Date | null }): Promise<void> {
  const scope = merchantScope(of.merchantId)
  const here = await needs.store.transact(scope, (tx) => tx.reconciling.idsWithin(account, list.window))
  const unlisted = here.filter((each) => !list.listed.has(each))
  for (const id of unlisted.slice(0, mostLookedUp)) {
    const read = await list.orders.get(id)
    await needs.store.transact(scope, async (tx) => {
      const found = read
        ? (await comparePage(tx, { account, orders: [read], at: needs.now(), coveredTo: list.coveredTo })).found
        : [goneFromStore(id, (await tx.reconciling.kept(account, [id])).get(id))]
      await tx.reconciling.noteLookedUp(account, id, needs.now())
      if (!(await tx.reconciling.save(of, holder, found, { seen: 0, alike: 0, newer: 0, skippedBy: {} }, until()))) throw new LeaseLost()
    })
  }
  const leftOver = Math.max(0, unlisted.length - mostLookedUp)
  if (leftOver > 0 && !(await needs.store.transact(scope, (tx) => tx.reconciling.leaveOver(of, holder, leftOver)))) throw new LeaseLost()
}

function goneFromStore(id: string, kept: KeptOrder | undefined): FoundDifference {
  return { platformOrderId: id, kind: 'gone_from_store', outcome: 'listed', orderNumber: kept?.orderNumber ?? null, orderId: kept?.orderId ?? null, detail: null }
}

async function giveUpOrWait(needs: Needs, comparing: Comparing, err: unknown): Promise<void> {
  const { of, account, holder } = comparing
  if (needs.ending?.aborted) return park(needs, comparing, 2_000, null)
  const failure =
    err instanceof ConnectorError
      ? { kind: err.kind as string, code: err.code, message: err.message }
      : { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side; the comparison begins again by itself.' }
  if (!(err instanceof ConnectorError)) needs.log.error({ err, reconciliationId: of.id }, 'A reconciliation failed')
  const begunAgain = err instanceof ConnectorError && (err.code === 'cursor_expired' || isTokenRefused(err))
  const final = err instanceof ConnectorError && (err.kind === 'auth' || err.kind === 'rejected') && !begunAgain
  const passing = err instanceof ConnectorError && (err.kind === 'unavailable' || err.kind === 'rate_limited')
  if (final || of.attempts >= maxAttempts[passing ? 'passing' : 'lasting']) {
    await needs.store.transact(everyMerchant, (tx) => tx.reconciling.finish(of, holder, { status: 'failed', at: needs.now(), error: failure }))
  } else {
    await park(needs, comparing, (err instanceof ConnectorError ? err.retryAfterMs : null) ?? retryDelayMs(of.attempts), failure)
  }
  if (!(err instanceof ConnectorError && (err.code === 'cursor_expired' || err.code === 'list_incomplete'))) await noteFailure(needs, account, err)
}

async function park(needs: Needs, { of, holder }: Comparing, ms: number, error: { kind: string; code: string; message: string } | null): Promise<void> {
  await needs.store.transact(merchantScope(of.merchantId), (tx) => tx.reconciling.park(of, holder, { until: new Date(needs.now().getTime() + ms), error }))
}
