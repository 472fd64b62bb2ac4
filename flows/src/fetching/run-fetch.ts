import { ConnectorError, isTokenRefused, isTransient, type OrderPage, type OrderReading, type StoreSession, type Window } from '@crossdock/connector-kit'
import { certainEnd, clockSkewMs, fetchableDays, lateVisibleMs, windowOverlapMs } from '@crossdock/domain'
import { clearTrouble, noteFailure, openStore } from '../connecting/access.ts'
import { everyMerchant, merchantScope, timersOf, type EcAccount, type FetchRun, type Needs, type PageCounts, type PagePosition, type Transaction } from '../ports/index.ts'
import { importPage } from './import-page.ts'
import { clockStepMs, platformClock } from './platform-clock.ts'
import { prepareOrders } from './prepare-orders.ts'
import { retryDelayMs } from './retry-delay.ts'
import { createTurnstile } from './turnstile.ts'

/** How long a worker may be silent before another takes its run over. */
const leaseMs = 20_000
const heartbeatMs = 5_000
/** A platform's cursor is good for an hour; an older one is not tried. */
const cursorLifeMs = 50 * 60_000
const dayMs = 86_400_000
/** A platform whose clock went back by an unknown time: what it stamped since is read again from a day before. */
const clockWentBackMs = dayMs
/** How far the clock that stamps orders may be behind the one that a platform tells: what is older could not be imported any more. */
const furthestBehindMs = fetchableDays * dayMs
/** Tries in a row without a page, before a run gives up for a failure of ours. Trouble that passes is waited out, however long. */
const maxAttempts = 12
/** What ends every process that works on it would do so for ever. */
const mostDeaths = 3
/** A process that is about to end takes no jobs any more after this long. */
const goneMs = 2_000
/** A longer wait that the platform asks for is parked: it would keep a worker from the other stores. */
const patienceMs = 15_000

/** The run is not ours any more: another worker has it, or it was stopped. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Behind the page that was kept last, another process goes on. */
class ProcessEnds extends Error {
  override readonly name = 'ProcessEnds'
}

/**
 * Reads a store's changes, page by page, and imports each page in one transaction with the run's own progress, so that
 * an interruption at any point resumes behind the last page that was kept. Safe to call twice: only the holder of the
 * run's lease goes on.
 */
export async function runFetch(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  if (needs.ending?.aborted) return
  const scope = merchantScope(job.merchantId)
  const holder = `${needs.worker}/${job.id}/${Math.random().toString(36).slice(2)}`
  const lease = () => ({ holder, until: new Date(needs.now().getTime() + leaseMs) })
  const taken = await needs.store.transact(scope, async (tx) => {
    const run = await tx.fetching.takeRun(job.merchantId, job.id, lease(), needs.now())
    const account = run && (await tx.accounts.get(job.merchantId, run.ecAccountId))
    return run && account ? { run, account } : null
  })
  if (!taken) return
  needs.failpoint?.('fetch.run-taken')
  const { run, account } = taken
  if (run.deaths >= mostDeaths) {
    const error = { kind: 'internal', code: 'worker_died', message: `${run.deaths} times in a row, the process that read this page ended in the middle of it. The run is put aside so that others go on; the next one begins here.` }
    needs.log.error({ fetchRunId: run.id, deaths: run.deaths }, 'A fetch run was put aside: it ends whoever works on it')
    await needs.store.transact(scope, (tx) => tx.fetching.finishRun(run, holder, { status: 'failed', at: needs.now(), error }))
    return
  }

  const stop = new AbortController()
  const end = () => stop.abort(new ProcessEnds())
  if (needs.ending?.aborted) end()
  needs.ending?.addEventListener('abort', end)
  const endHeartbeat = timersOf(needs).every(heartbeatMs, () => {
    needs.store
      .transact(scope, (tx) => tx.fetching.renewLease(run.merchantId, run.id, lease()))
      .then((stillOurs) => { if (!stillOurs) stop.abort(new LeaseLost()) })
      .catch((err: unknown) => needs.log.warn({ err, fetchRunId: run.id }, 'Could not renew the lease of a fetch run'))
  })
  try {
    await readAll(needs, { run, account, holder, lease, signal: stop.signal })
  } catch (err) {
    if (stop.signal.reason instanceof ProcessEnds && !(err instanceof LeaseLost)) return await needs.store.transact(scope, (tx) => tx.fetching.handBack(run, holder, new Date(needs.now().getTime() + goneMs)))
    if (stop.signal.aborted || err instanceof LeaseLost) return
    await giveUpOrWait(needs, run, account, holder, err)
  } finally {
    endHeartbeat()
    needs.ending?.removeEventListener('abort', end)
  }
}

interface Reading {
  run: FetchRun
  account: EcAccount
  holder: string
  lease: () => { holder: string; until: Date }
  signal: AbortSignal
}

async function readAll(needs: Needs, reading: Reading): Promise<void> {
  const { run, account, holder, signal } = reading
  const scope = merchantScope(run.merchantId)
  const end = (status: 'succeeded' | 'stopped', error: { kind: string; code: string; message: string } | null) =>
    needs.store.transact(scope, async (tx) => {
      if (!(await tx.fetching.finishRun(run, holder, { status, at: needs.now(), error }))) throw new LeaseLost()
      if (status === 'succeeded' && run.windowFrom && run.windowTo) await noteCovered(tx, run, { from: run.windowFrom, to: run.windowTo })
    })
  if (account.connectionStatus !== 'connected') {
    return end('stopped', { kind: 'auth', code: 'not_connected', message: 'The EC account is not connected. What waits keeps waiting; authorizing again resumes it.' })
  }
  const writing = createTurnstile()
  const session = openStore(needs, account, {
    signal,
    patienceMs,
    leisure: () => writing.passed(),
    onWait: (until) => void needs.store.transact(scope, (tx) => tx.fetching.showWait(run, holder, until)).catch(() => {}),
  })
  const orders = session.orders
  if (!orders) return end('stopped', { kind: 'rejected', code: 'no_orders', message: 'This platform has no orders to fetch.' })
  const window = await windowOf(needs, reading, session, orders)

  let position = resumeAt(run, window, needs.now())
  /** Whether the page before brought new orders: then the next one most likely does, too. */
  let news = false
  const readPrepared = async (from: PagePosition): Promise<PreparedPage> => {
    const page = await read(orders, window, from)
    return { ...page, prepared: prepareOrders(page.orders, needs.now(), news) }
  }
  let next: Promise<PreparedPage> | null = readPrepared(position)
  while (next) {
    const page: PreparedPage = await next
    needs.failpoint?.('fetch.page-read')
    const lastRead = lastUpdated(page)
    const after: PagePosition = { cursor: page.nextCursor, cursorAt: needs.now(), listFrom: position.listFrom, readUntil: lastRead }
    // The next page is on its way while this one is written, and is understood when this one leaves nothing to do but to wait for its statements.
    writing.begin()
    next = page.nextCursor === null ? null : signal.aborted ? Promise.reject(signal.reason) : readPrepared(after)
    next?.catch(() => {})
    const connected = await needs.store.transact(scope, async (tx) => {
      let connected = false
      const keep = async (counts: PageCounts) => {
        news = counts.new > 0
        const saved = await tx.fetching.savePage(run, holder, counts, after, reading.lease().until)
        if (!saved) throw new LeaseLost()
        connected = saved.connected
      }
      await importPage(tx, { account, orders: page.orders, prepared: page.prepared, fetchedAt: needs.now(), fetchRunId: run.id, keep, sent: () => writing.end() })
      needs.failpoint?.('fetch.page-written')
      return connected
    }).finally(() => writing.end())
    needs.failpoint?.('fetch.page-stored')
    position = after
    if (!connected) return end('stopped', { kind: 'auth', code: 'not_connected', message: 'The authorization ended while the run was reading. Authorizing again resumes where it stopped.' })
  }
  await end('succeeded', null)
  needs.failpoint?.('fetch.run-finished')
  await clearTrouble(needs, account)
}

/** Only a run that read on from the last one says where the next reads on from; one over a given window may lie anywhere. */
async function noteCovered(tx: Transaction, run: FetchRun, window: Window): Promise<void> {
  if (run.trigger === 'gap' || run.trigger === 'backfill') await tx.fetching.extendCoveredUntil(run.merchantId, run.ecAccountId, window)
  else await tx.fetching.setCoveredUntil(run.merchantId, run.ecAccountId, window.to)
}

/** The window is cut by the platform's clock, once for a run; what happens later belongs to the next run. */
async function windowOf(needs: Needs, reading: Reading, session: StoreSession, orders: OrderReading): Promise<Window> {
  const { run, account, holder } = reading
  if (run.windowFrom && run.windowTo && run.certainTo) return { from: run.windowFrom, to: run.windowTo }
  const askedAt = needs.now()
  const platformTime = await platformClock(session, orders)
  const cutByClock = cutWindow(run, account, platformTime)
  const window = run.windowFrom ? cutByClock : await reachBack(needs, reading, cutByClock)
  const cut = { ...window, certainTo: certainEnd(window, platformTime), expected: await countOf(orders, window), clockAheadMs: platformTime.getTime() - askedAt.getTime() }
  if (!(await needs.store.transact(merchantScope(run.merchantId), (tx) => tx.fetching.startWindow(run, holder, cut)))) throw new LeaseLost()
  needs.failpoint?.('fetch.window-stored')
  run.windowFrom = window.from
  run.windowTo = window.to
  run.certainTo = cut.certainTo
  return window
}

function cutWindow(run: FetchRun, account: EcAccount, platformTime: Date): Window {
  const to = new Date(platformTime.getTime() + clockStepMs)
  if (run.windowFrom && run.windowTo) return { from: run.windowFrom, to: new Date(Math.max(run.windowFrom.getTime() + 1, Math.min(run.windowTo.getTime(), to.getTime()))) }
  if (!account.coveredUntil) return { from: new Date(platformTime.getTime() - fetchableDays * dayMs), to }
  const ahead = account.coveredUntil.getTime() - to.getTime()
  const from = ahead > clockSkewMs ? to.getTime() - clockWentBackMs : Math.min(account.coveredUntil.getTime(), to.getTime()) - windowOverlapMs
  return { from: new Date(from), to }
}

/**
 * The clock that stamps the orders may be behind the one that the platform tells. What comes next then bears a time that the
 * last window has passed already, but none before the newest change that was listed, less what shows late: from there it is
 * read again. Where the clocks agree and nothing has happened since, that is next to nothing.
 */
async function reachBack(needs: Needs, { run, account }: Reading, window: Window): Promise<Window> {
  if (!account.coveredUntil) return window
  const newest = await needs.store.transact(merchantScope(run.merchantId), (tx) => tx.fetching.newestListed(run.merchantId, run.ecAccountId))
  const from = Math.max((newest?.getTime() ?? 0) - lateVisibleMs - clockStepMs, window.from.getTime() - furthestBehindMs)
  return { from: new Date(Math.min(from, window.from.getTime())), to: window.to }
}

/** @returns null where the store cannot say @throws ConnectorError `auth` */
async function countOf(orders: OrderReading, window: Window): Promise<number | null> {
  try {
    return await orders.count(window)
  } catch (err) {
    if (err instanceof ConnectorError && err.kind === 'auth') throw err
    return null
  }
}

function resumeAt(run: FetchRun, window: Window, now: Date): PagePosition {
  const fresh = run.cursor !== null && run.cursorAt !== null && now.getTime() - run.cursorAt.getTime() < cursorLifeMs
  const listFrom = fresh ? (run.listFrom ?? window.from) : (run.readUntil ?? window.from)
  return { cursor: fresh ? run.cursor : null, cursorAt: now, listFrom, readUntil: run.readUntil }
}

/** A page; where the platform has forgotten the cursor, the window is begun again from the last order that was read. */
async function read(orders: OrderReading, window: Window, position: PagePosition): Promise<OrderPage> {
  try {
    return await orders.list({ from: position.listFrom, to: window.to }, position.cursor)
  } catch (err) {
    if (position.cursor === null || !(err instanceof ConnectorError) || err.code !== 'cursor_expired') throw err
    position.cursor = null
    position.listFrom = position.readUntil ?? window.from
    return orders.list({ from: position.listFrom, to: window.to }, null)
  }
}

type PreparedPage = OrderPage & { prepared: ReturnType<typeof prepareOrders> }

function lastUpdated(page: OrderPage): Date | null {
  const last = page.orders.at(-1)
  const updatedAt = last ? (last.order === null ? last.updatedAt : last.order.updatedAt) : null
  return updatedAt === null ? null : new Date(updatedAt)
}

async function giveUpOrWait(needs: Needs, run: FetchRun, account: EcAccount, holder: string, err: unknown): Promise<void> {
  const failure =
    err instanceof ConnectorError
      ? { kind: err.kind as string, code: err.code, message: err.message }
      : { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side; the run goes on by itself.' }
  if (!(err instanceof ConnectorError)) needs.log.error({ err, fetchRunId: run.id }, 'A fetch run failed')
  const final = err instanceof ConnectorError && (err.kind === 'auth' || err.kind === 'rejected') && !isTokenRefused(err)
  const now = needs.now()
  await needs.store.transact(everyMerchant, async (tx) => {
    if (final || (!isTransient(err) && run.attempts >= maxAttempts)) {
      await tx.fetching.finishRun(run, holder, { status: 'failed', at: now, error: failure })
    } else {
      const asked = err instanceof ConnectorError ? err.retryAfterMs : null
      await tx.fetching.parkRun(run, holder, { until: new Date(now.getTime() + (asked ?? retryDelayMs(run.attempts))), error: failure })
    }
  })
  needs.failpoint?.('fetch.run-parked')
  await noteFailure(needs, account, err)
}
