import { ConnectorError, takeTurn, type Connector, type Grant, type ReadOrder, type StoreAccess, type StoreSession } from '@crossdock/connector-kit'
import type { Agenda } from '../agenda.ts'
import type { Process } from '../process.ts'
import type { Random } from '../random.ts'
import type { Delivery, Platform } from './platform.ts'
import { createPatience, type Patience } from './patience.ts'
import { refusal, type Shop } from './shop.ts'

export const platformName = 'simstore'

interface Surroundings {
  agenda: Agenda
  platform: Platform
  process: Process
  random: Random
  /** Whether this process waits for as long as a platform has asked; only a mutation does not. */
  waits: boolean
}

const trouble = (kind: 'unavailable' | 'malformed' | 'rate_limited', code: string, outcome: 'not_sent' | 'unknown' | 'answered', retryAfterMs: number | null = null) =>
  new ConnectorError({ kind, code, message: `The simulated store: ${code}.`, outcome, retryAfterMs, status: outcome === 'answered' ? (kind === 'rate_limited' ? 429 : 503) : null })

/** The platform as one process sees it: every call takes time, and can end in any way that a call can. */
export function connectorOf(around: Surroundings): Connector {
  const { platform } = around
  const patience = createPatience(around)
  return {
    manifest: { platform: platformName, name: 'Simulated store', shippingCodes: [], scopes: ['everything'] },
    authorise: {
      begin: async ({ state }) => ({ url: `sim:authorize?state=${state}`, verifier: `verifier-of-${state}` }),
      complete: ({ callback }) => oauth(around, 'token.exchange', () => platform.grants.exchange(callback.get('code') ?? '')),
      async refresh(refreshToken) {
        const ended = beginRefresh(around, platform.grants.grantOf(refreshToken) ?? '?')
        try {
          return await oauth(around, 'token.refresh', () => platform.grants.refresh(refreshToken))
        } finally {
          ended()
        }
      },
      revoke: (refreshToken) => oauth(around, 'token.revoke', () => platform.grants.revoke(refreshToken)),
    },
    open: (access) => sessionOf(around, patience, access),
    webhooks: {
      read(raw, headers, secrets) {
        if (!secrets.includes(headers['secret'] ?? '')) return null
        const delivery = JSON.parse(Buffer.from(raw).toString()) as Delivery
        return { id: delivery.id, kind: delivery.orderId === null ? 'revoked' : 'order', shopId: delivery.shopId, platformOrderId: delivery.orderId }
      },
    },
  }
}

/** Notes who asks for a new pair while another does: the turn is one's own unless its holder stood still or died. */
function beginRefresh({ agenda, platform, process }: Surroundings, grant: string): () => void {
  const mine = { process, since: agenda.now() }
  for (const other of platform.refreshing.get(grant) ?? []) {
    const disturbed = !other.process.alive || Math.max(other.process.disturbedAt, process.disturbedAt) >= other.since
    if (!disturbed) platform.journal.write('oauth', 'refresh.overlaps', { grant, process: process.name, other: other.process.name })
  }
  platform.refreshing.set(grant, [...(platform.refreshing.get(grant) ?? []), mine])
  return () => void platform.refreshing.set(grant, (platform.refreshing.get(grant) ?? []).filter((each) => each !== mine))
}

/** As Liteshop's. */
const keyLifeMs = 24 * 3_600_000

function sessionOf(around: Surroundings, patience: Patience, access: StoreAccess): StoreSession {
  const { platform, random, process } = around
  const call = <Answer>(purpose: string, act: (shop: Shop) => Answer) => authorisedCall(around, patience, access, purpose, act)
  const pageSize = random.between(2, 8)
  return {
    shop: () => call('shop.read', (shop) => ({ id: shop.id, title: shop.title, currency: 'TWD', timeZone: 'Asia/Taipei', platformTime: new Date(Math.floor((shop.now() + shop.tellsMs) / 1000) * 1000) })),
    shippingMethods: () => call('shippingMethods.list', () => [{ code: 'home', name: '宅配', enabled: true }]),
    orders: {
      list: ({ from, to }, cursor) =>
        call('orders.list', (shop) => {
          if (cursor !== null && platform.weather.strikes(0.02)) throw new ConnectorError({ kind: 'rejected', code: 'cursor_expired', message: 'The place in the list is not known any more.', status: 400 })
          return pageOf(shop.listed(from.getTime(), to.getTime()), cursor, pageSize, () => platform.weather.strikes(0.05))
        }),
      count: ({ from, to }) => call('orders.count', (shop) => shop.listed(from.getTime(), to.getTime()).length),
      get: (id) => call('orders.get', (shop) => shop.read(id)),
    },
    tracking: {
      keyLifeMs,
      push: (parcel, key) => call('tracking.push', (shop) => shop.push(parcel, key)),
      list: (orderId) =>
        call('tracking.list', (shop) => {
          if (!shop.order(orderId)) throw refusal(404, 'not_found')
          return shop.shipments.filter((each) => each.platformOrderId === orderId).map(({ platformOrderId: _, ours: __, ...shipment }) => shipment)
        }),
    },
    stock: {
      keyLifeMs,
      maxItems: 3,
      levels: (skus) => call('stock.levels', (shop) => skus.flatMap((sku) => { const item = shop.stock.get(sku); return item?.tracked ? [{ sku, stock: item.stock }] : [] })),
      increase: (items, reference, key) => call('stock.increase', (shop) => shop.increase(items, reference, key)),
      overwrite: (items, key) => call('stock.overwrite', (shop) => shop.overwrite(items, key)),
    },
    webhooks: {
      topics: ['order.updated', 'authorization.revoked'],
      list: () => call('webhooks.list', (shop) => [...shop.subscriptions].map(([topic, { id, url }]) => ({ id, topic, url }))),
      subscribe: (topic, url) =>
        call('webhooks.subscribe', (shop) => {
          const kept = shop.subscriptions.get(topic)
          if (kept?.url === url) return { id: kept.id, secret: kept.secret }
          const made = { id: `sub-${shop.id}-${topic}`, url, secret: `whsec-secret-${process.name}-${shop.id}-${topic}` }
          platform.grants.secrets.add(made.secret)
          shop.subscriptions.set(topic, made)
          return { id: made.id, secret: made.secret }
        }),
      unsubscribe: (id) =>
        call('webhooks.unsubscribe', (shop) => {
          for (const [topic, subscription] of shop.subscriptions) if (subscription.id === id) shop.subscriptions.delete(topic)
        }),
    },
  }
}

/** Keyset on (updated_at, id); now and then an order comes twice. */
function pageOf(orders: readonly ReadOrder[], cursor: string | null, size: number, twice: () => boolean): { orders: ReadOrder[]; nextCursor: string | null } {
  const keyOf = (read: ReadOrder) => (read.order === null ? `${read.updatedAt}|${read.platformOrderId}` : `${read.order.updatedAt}|${read.order.platformOrderId}`)
  const rest = orders.filter((each) => cursor === null || keyOf(each) > cursor)
  const page = rest.slice(0, size)
  const last = page.at(-1)
  const nextCursor = rest.length > size && last ? keyOf(last) : null
  const before = orders[orders.length - rest.length - 1]
  return { orders: [...(before && twice() ? [before] : []), ...page, ...(last && twice() ? [last] : [])], nextCursor }
}

/** As the HTTP module does it: the account's turn and a token for each call, once more with a new one after a 401, short waits sat out. */
async function authorisedCall<Answer>(around: Surroundings, patience: Patience, access: StoreAccess, purpose: string, act: (shop: Shop) => Answer): Promise<Answer> {
  const { agenda, platform, process } = around
  const longest = access.patienceMs ?? 3_600_000
  const waiting = { now: agenda.now, sleep: (ms: number, signal?: AbortSignal) => process.needs.timers!.wait(ms, signal) }
  let rejected: string | undefined
  for (let tries = 1; ; tries++) {
    let askedAt = 0
    const token = await takeTurn(patience.budgetOf(access.accountId), { access, patience: longest, platform: 'The simulated store', outcome: 'not_sent', ...waiting }, () => {
      askedAt = agenda.now()
      return tokenOf(access, rejected)
    })
    const failure = { err: undefined as unknown }
    try {
      patience.departs(access.accountId, purpose)
      return await travel(around, purpose, access.signal, () => {
        const shopId = platform.grants.shopOf(token)
        platform.journal.write(shopId ?? '?', 'call', { purpose, account: access.accountId, process: process.name, askedAt, grant: platform.grants.grantOf(token), good: shopId !== null })
        if (shopId === null) throw new ConnectorError({ kind: 'auth', code: 'invalid_token', message: 'The token is not good.', status: 401 })
        return act(platform.shops.get(shopId)!)
      })
    } catch (err) {
      failure.err = err
    }
    const { err } = failure
    if (!(err instanceof ConnectorError)) throw err
    if (err.status === 401 && rejected === undefined) {
      rejected = token
      continue
    }
    if (err.kind === 'rate_limited' && err.retryAfterMs !== null) patience.asked(access.accountId, err.retryAfterMs)
    if (err.kind !== 'rate_limited' || err.retryAfterMs === null || err.retryAfterMs > longest || tries > 3) throw err
    access.onWait?.(new Date(agenda.now() + err.retryAfterMs))
    await waiting.sleep(err.retryAfterMs, access.signal).catch(() => {
      throw trouble('unavailable', 'aborted', 'not_sent')
    })
  }
}

async function tokenOf(access: StoreAccess, rejected: string | undefined): Promise<string> {
  try {
    return await access.token(rejected)
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    throw new ConnectorError({ kind: err.kind, code: err.code, message: err.message, status: err.status, retryAfterMs: err.retryAfterMs, outcome: 'not_sent', cause: err })
  }
}

const oauth = <Answer extends Grant | void>(around: Surroundings, purpose: string, act: () => Answer) =>
  travel(around, purpose, undefined, () => {
    around.platform.journal.write('oauth', 'call', { purpose, process: around.process.name })
    return act()
  })

/** There and back. What has left arrives, whatever becomes of who sent it. */
function travel<Answer>({ agenda, platform, process, random }: Surroundings, purpose: string, signal: AbortSignal | undefined, act: () => Answer): Promise<Answer> {
  if (!process.alive) return new Promise(() => {})
  if (signal?.aborted) return Promise.reject(trouble('unavailable', 'aborted', 'not_sent'))
  const fate = platform.weather.fate()
  const [there, back] = [random.between(5, 120), random.between(5, 120)]
  const timeout = random.between(5_000, 30_000)
  const begun = agenda.now()
  return new Promise<Answer>((resolve, reject) => {
    const fail = (instant: number, err: ConnectorError) => void process.at(instant, () => reject(err))
    const arrive = (instant: number, answer: ((outcome: { value: Answer } | { err: unknown }) => void) | null) =>
      void agenda.at(instant, () => {
        let outcome: { value: Answer } | { err: unknown }
        try {
          outcome = { value: act() }
        } catch (err) {
          outcome = { err }
        }
        answer?.(outcome)
      })
    const tell = (delay: number) => (outcome: { value: Answer } | { err: unknown }) =>
      void process.at(agenda.now() + delay, () => ('value' in outcome ? resolve(outcome.value) : reject(outcome.err as Error)))
    /** Refusals are told as they are; only what would have been a success is spoiled. */
    const spoil = (err: ConnectorError) => (outcome: { value: Answer } | { err: unknown }) => fail(agenda.now() + back, 'err' in outcome && outcome.err instanceof ConnectorError ? outcome.err : err)
    signal?.addEventListener('abort', () => fail(agenda.now(), trouble('unavailable', 'aborted', 'unknown')))
    if (fate !== 'fine') platform.journal.write('network', fate, { purpose, process: process.name })
    switch (fate) {
      case 'fine': return arrive(begun + there, tell(back))
      case 'stalls': return arrive(begun + there, tell(timeout - 1_000))
      case 'never_reached': return fail(begun + there, trouble('unavailable', 'connect_refused', 'not_sent'))
      case 'lost_undone': return fail(begun + timeout, trouble('unavailable', 'timeout', 'unknown'))
      case 'lost_done':
        fail(begun + timeout, trouble('unavailable', 'timeout', 'unknown'))
        return arrive(begun + there, null)
      case 'lost_done_later':
        fail(begun + timeout, trouble('unavailable', 'timeout', 'unknown'))
        return arrive(begun + timeout + random.between(0, 60_000), null)
      case 'failed_undone': return fail(begun + there + back, trouble('unavailable', 'internal_error', 'answered'))
      case 'failed_done': return arrive(begun + there, spoil(trouble('unavailable', 'internal_error', 'answered')))
      case 'unreadable_done': return arrive(begun + there, spoil(trouble('malformed', 'malformed_answer', 'answered')))
      case 'rate_limited': return fail(begun + there + back, trouble('rate_limited', 'rate_limited', 'answered', random.pick([1_000, 5_000, 20_000, 120_000])))
    }
  })
}
