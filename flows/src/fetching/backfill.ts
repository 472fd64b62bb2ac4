import { fetchableDays, startOfDay, type Span } from '@crossdock/domain'
import { ConnectorError } from '@crossdock/connector-kit'
import { noteFailure, openStore } from '../connecting/access.ts'
import { connectorOf } from '../connecting/find-account.ts'
import { merchantScope, Refusal, type Actor, type EcAccount, type Needs } from '../ports/index.ts'

/** How far back a person may have a store read again. */
export const backfillDays = 31
const dayMs = 86_400_000
const patienceMs = 8_000

/** Days of the account's own zone, the last one included. */
export interface BackfillDays {
  from: string
  to: string
}

export interface BackfillPreview {
  window: Span
  /** Orders that were placed or changed in these days, as the store counts them now. */
  count: number
  /** Of those, placed so long ago that they can only be changed here, not imported; null where the platform cannot tell. */
  tooOld: number | null
  /** Orders that we have of these days. */
  here: number
}

/** What reading these days again would read, before anybody decides. */
export async function previewBackfill(needs: Needs, input: { merchantId: string; ecAccountId: string; days: BackfillDays }): Promise<BackfillPreview> {
  const account = await connectedAccount(needs, input)
  const window = windowOfDays(account, input.days, needs.now())
  const platform = connectorOf(needs, account.platform).manifest.name
  const orders = openStore(needs, account, { patienceMs, urgent: true }).orders
  if (!orders) throw new Refusal('platform_refused', { platform, reason: 'It has no orders to fetch.' })
  try {
    const count = await orders.count(window)
    const tooOld = await orders.count(window, { placedBefore: new Date(needs.now().getTime() - fetchableDays * dayMs) })
    const here = await needs.store.transact(merchantScope(input.merchantId), (tx) => tx.reconciling.idsWithin(account, window))
    return { window, count, tooOld, here: here.length }
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    if (err.kind === 'auth' && err.code === 'not_connected') throw new Refusal('not_connected')
    await noteFailure(needs, account, err)
    throw new Refusal(err.kind === 'rejected' ? 'platform_refused' : 'platform_unreachable', { platform, reason: err.message })
  }
}

/** Queues a run over these days. @returns its id @throws Refusal `fetch_under_way` */
export async function queueBackfill(needs: Needs, input: { merchantId: string; ecAccountId: string; days: BackfillDays; actor: Actor }): Promise<string> {
  const account = await connectedAccount(needs, input)
  const window = windowOfDays(account, input.days, needs.now())
  return needs.store.transact(merchantScope(input.merchantId), async (tx) => {
    const run = await tx.fetching.queueRun(input.merchantId, account.id, { trigger: 'backfill', slot: null, actor: input.actor, window })
    if (!run?.fresh) throw new Refusal('fetch_under_way')
    return run.id
  })
}

async function connectedAccount(needs: Needs, { merchantId, ecAccountId }: { merchantId: string; ecAccountId: string }): Promise<EcAccount> {
  const account = await needs.store.transact(merchantScope(merchantId), (tx) => tx.accounts.get(merchantId, ecAccountId))
  if (!account) throw new Refusal('not_found')
  if (!account.firstConnectedAt) throw new Refusal('not_authorized')
  if (account.connectionStatus !== 'connected') throw new Refusal('not_connected')
  return account
}

function windowOfDays(account: EcAccount, days: BackfillDays, now: Date): Span {
  const from = startOfDay(days.from, account.timeZone)
  const end = startOfDay(days.to, account.timeZone, 1)
  const wrong = (path: string, message: string) => new Refusal('invalid_input', {}, [{ path, code: 'invalid_value', message }])
  if (days.to < days.from) throw wrong('to', 'must not be before the first day')
  if (from >= now) throw wrong('from', 'must not lie in the future')
  if (now.getTime() - from.getTime() > (backfillDays + 1) * dayMs) throw wrong('from', 'must be within the last 31 days')
  return { from, to: end < now ? end : now }
}
