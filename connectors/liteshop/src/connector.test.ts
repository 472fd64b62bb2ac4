import type { ConnectorError, ConnectorNeeds, Grant } from '@crossdock/connector-kit'
import { describeConnector } from '@crossdock/connector-kit/conformance'
import { createTestClock, startScriptedServer, testAccess } from '@crossdock/connector-kit/testing'
import { startLiteshop } from '@crossdock/sandbox-liteshop'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLiteshop } from './connector.ts'
import type { FullSession } from './testing.ts'
import { walkThrough, type TestUser } from './testing-user.ts'

// Another implementation of the contract can be put to the test: it has to offer the sandbox's control API.
const elsewhere = process.env.LITESHOP_TEST_URL
const redirectUri = process.env.LITESHOP_TEST_REDIRECT_URI ?? 'http://127.0.0.1:4300/callback'

interface ControlledShop {
  id: string
  title: string
  login: { email: string; password: string }
  skus: { sku: string; tracked: boolean }[]
}

async function openLiteshop(needs: ConnectorNeeds = {}) {
  const sandbox = elsewhere === undefined ? await startLiteshop({ port: 0 }) : null
  const origin = new URL(sandbox?.url ?? elsewhere!).origin
  const clientId = process.env.LITESHOP_CLIENT_ID ?? 'crossdock'
  const clientSecret = process.env.LITESHOP_CLIENT_SECRET ?? 'crossdock-sandbox-secret'
  const control = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/_sandbox${path}`, { method, headers: body && { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
  const { shops } = await control<{ shops: ControlledShop[] }>('GET', '/shops')
  const shop = shops[0]!
  const user: TestUser = { ...shop.login, shop: shop.id }
  return {
    connector: createLiteshop({ origin, clientId, clientSecret }, needs),
    redirectUri, control, shop,
    consents: (url: string) => walkThrough(url, redirectUri, user, 'allow'),
    refuses: (url: string) => walkThrough(url, redirectUri, user, 'deny'),
    seedsOrders: async (count: number) => (await control<{ ids: string[] }>('POST', `/shops/${shop.id}/orders`, { count, lines: [{ sku: shop.skus[0]!.sku, quantity: 2 }] })).ids,
    async seedsStock(stocks: readonly number[]) {
      const skus = shop.skus.filter((one) => one.tracked).map((one) => one.sku).slice(0, stocks.length)
      for (const [index, sku] of skus.entries()) await control('PATCH', `/shops/${shop.id}/stock/${encodeURIComponent(sku)}`, { stock: stocks[index] })
      return skus
    },
    close: async () => sandbox?.close(),
  }
}

describeConnector('Liteshop', openLiteshop, ['shop', 'shippingMethods', 'orders', 'tracking', 'stock', 'webhooks'])

describe('Liteshop over HTTP', () => {
  let liteshop: Awaited<ReturnType<typeof openLiteshop>>
  let grant: Grant
  beforeAll(async () => {
    liteshop = await openLiteshop()
    grant = await authorise()
  })
  afterAll(() => liteshop.close())

  const authorise = async (): Promise<Grant> => {
    const state = crypto.randomUUID()
    const { url, verifier } = await liteshop.connector.authorise!.begin({ redirectUri, state })
    return liteshop.connector.authorise!.complete({ callback: await liteshop.consents(url), redirectUri, state, verifier })
  }
  const open = (token: () => string, over: Parameters<typeof testAccess>[0] = {}) => {
    const access = testAccess({ accountId: 'the-shop', token: () => Promise.resolve(token()), ...over })
    return { access, session: liteshop.connector.open(access) as FullSession }
  }
  const failureOf = async (promise: Promise<unknown>) => (await promise.catch((err: unknown) => err)) as ConnectorError

  test('gives the shop that the user chose, with all scopes and an hour', async () => {
    expect(grant.expiresIn).toBe(3600)
    expect(grant.scopes.toSorted()).toEqual(liteshop.connector.manifest.scopes.toSorted())
    expect(await open(() => grant.accessToken).session.shop()).toMatchObject({ id: liteshop.shop.id, title: liteshop.shop.title, timeZone: 'Asia/Taipei' })
  })

  test('F062 a code that is used again ends what it gave', async () => {
    const { url, verifier } = await liteshop.connector.authorise!.begin({ redirectUri, state: 's' })
    const attempt = { callback: await liteshop.consents(url), redirectUri, state: 's', verifier }
    const own = await liteshop.connector.authorise!.complete(attempt)
    expect(await failureOf(liteshop.connector.authorise!.complete(attempt))).toMatchObject({ kind: 'auth', code: 'invalid_grant' })
    expect(await failureOf(liteshop.connector.authorise!.refresh(own.refreshToken))).toMatchObject({ kind: 'auth', code: 'invalid_grant' })
  })

  test('F051 a refresh whose answer was lost is asked for again', async () => {
    const own = await authorise()
    await liteshop.connector.authorise!.refresh(own.refreshToken)
    const again = await liteshop.connector.authorise!.refresh(own.refreshToken)
    expect((await open(() => again.accessToken).session.shop()).id).toBe(liteshop.shop.id)
  })

  test('F018 an access token that has expired costs one renewal', async () => {
    let own = await authorise()
    await liteshop.control('POST', `/shops/${liteshop.shop.id}/tokens/expire`)
    const asked: (string | undefined)[] = []
    const { session } = open(() => '', {
      async token(rejected) {
        asked.push(rejected)
        if (rejected !== undefined) own = await liteshop.connector.authorise!.refresh(own.refreshToken)
        return own.accessToken
      },
    })
    expect((await session.shop()).id).toBe(liteshop.shop.id)
    expect(asked.filter(Boolean)).toHaveLength(1)
    grant = await authorise()
  })

  test('F019 F068 a scope that was not granted is named', async () => {
    const { access_token: token } = await liteshop.control<{ access_token: string }>('POST', `/shops/${liteshop.shop.id}/tokens`, { scope: 'shop:read' })
    const failure = await failureOf(open(() => token).session.stock.overwrite([{ sku: 'x', stock: 1 }], crypto.randomUUID()))
    expect([failure.kind, failure.code]).toEqual(['auth', 'insufficient_scope'])
    expect(failure.message).toContain('inventory:write')
  })

  test('I18 a hundred calls at once keep to the budget: none is refused', async () => {
    const { session, access } = open(() => grant.accessToken)
    await Promise.all(Array.from({ length: 100 }, () => session.shop()))
    expect(access.seen.map((call) => call.status).filter((status) => status !== 200)).toEqual([])
  })

  test('F116 3,000 SKUs are raised in chunks, each once', async () => {
    const { session } = open(() => grant.accessToken)
    const skus = Array.from({ length: 3000 }, (_, index) => `UNKNOWN-${index}`)
    const results = []
    for (let at = 0; at < skus.length; at += session.stock.maxItems) {
      results.push(...(await session.stock.increase(skus.slice(at, at + session.stock.maxItems).map((sku) => ({ sku, delta: 1 })), 'inbound-big', crypto.randomUUID())))
    }
    expect(results.map((one) => one.sku)).toEqual(skus)
    expect(new Set(results.map((one) => one.result))).toEqual(new Set(['unknown_sku']))
  })

  test('a cancelled order refuses its parcel, and another window’s cursor its page', async () => {
    const { session } = open(() => grant.accessToken)
    const from = (await session.shop()).platformTime
    const ids = await liteshop.seedsOrders(251)
    await liteshop.control('POST', `/shops/${liteshop.shop.id}/orders/${ids[0]}/cancel`)
    const parcel = { platformOrderId: ids[0]!, trackingNumber: 'T1', carrier: 'HCT', trackingUrl: 'https://hct.example/T1', shippedAt: new Date().toISOString(), lines: [] }
    expect(await failureOf(session.tracking.push(parcel, crypto.randomUUID()))).toMatchObject({ kind: 'rejected', code: 'order_cancelled', status: 409 })
    const to = new Date((await session.shop()).platformTime.getTime() + 5000)
    const { nextCursor } = await session.orders.list({ from, to }, null)
    expect(await failureOf(session.orders.list({ from: new Date(from.getTime() - 1), to }, nextCursor))).toMatchObject({ code: 'cursor_expired' })
  })

  test('a parcel that was told under a lost key is found again, not told twice', async () => {
    const { session } = open(() => grant.accessToken)
    const [id] = await liteshop.seedsOrders(1)
    const parcel = { platformOrderId: id!, trackingNumber: 'T2', carrier: 'HCT', trackingUrl: null, shippedAt: new Date().toISOString(), lines: [] }
    const first = await session.tracking.push(parcel, crypto.randomUUID())
    expect(await session.tracking.push(parcel, crypto.randomUUID())).toEqual(first)
    expect(await session.tracking.list!(id!)).toHaveLength(1)
  })

  test('what it delivers by webhook is verified and understood', async () => {
    await using receiver = await startScriptedServer(createTestClock())
    receiver.script((response) => void response.writeHead(204).end())
    const { session } = open(() => grant.accessToken)
    const subscription = await session.webhooks.subscribe('order.created', `${receiver.origin}/hook`)
    const [id] = await liteshop.seedsOrders(1)
    await expect.poll(() => receiver.requests.length, { timeout: 10_000 }).toBeGreaterThan(0)
    const { body, headers } = receiver.requests[0]!
    const hint = liteshop.connector.webhooks!.read(Buffer.from(body), headers as Record<string, string>, ['whsec_b2xk', subscription.secret])
    expect(hint).toEqual({ id: headers['webhook-id'], kind: 'order', shopId: liteshop.shop.id, platformOrderId: id })
    expect(liteshop.connector.webhooks!.read(Buffer.from(`${body} `), headers as Record<string, string>, [subscription.secret])).toBeNull()
    await session.webhooks.unsubscribe(subscription.id)
  })

  test('F057 a grant that is revoked over there is a proven refusal', async () => {
    const own = await authorise()
    await liteshop.control('DELETE', `/shops/${liteshop.shop.id}/grants`)
    expect(await failureOf(liteshop.connector.authorise!.refresh(own.refreshToken))).toMatchObject({ kind: 'auth', code: 'invalid_grant' })
    expect(await failureOf(open(() => own.accessToken).session.shop())).toMatchObject({ kind: 'auth', code: 'invalid_token' })
  })
})
