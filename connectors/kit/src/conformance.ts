import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector, Grant, PlatformCall, ReadOrder, StoreAccess, StoreSession, Window } from './connector.ts'
import { ConnectorError } from './errors.ts'

/** What the suite needs of a platform under test: a sandbox, or anything else that can be told what to hold. */
export interface PlatformHarness {
  connector: Connector
  /** Where the platform sends users back to; the suite reads it, nobody has to listen there. */
  redirectUri: string
  /**
   * A user who logs in, chooses a store of its own and consents.
   * @param url where `begin` sends the user
   * @returns the query with which the user comes back
   */
  consents(url: string): Promise<URLSearchParams>
  /** The same user, who refuses. */
  refuses(url: string): Promise<URLSearchParams>
  /** Gives the store so many more orders that change now, each ready to ship, with one line of quantity 2; answers with their ids. */
  seedsOrders(count: number): Promise<string[]>
  /** Gives as many of the store's products exactly these stocks; answers with their SKUs. */
  seedsStock(stocks: readonly number[]): Promise<string[]>
  close?(): Promise<void>
}

type Capability = keyof StoreSession

/** Registers the tests that every connector has to pass. What a connector lacks is skipped, and seen to be absent. */
export function describeConnector(name: string, open: () => Promise<PlatformHarness>, capabilities: readonly Capability[]): void {
  const having = (capability: Capability) => describe.skipIf(!capabilities.includes(capability))

  describe(`${name} as a connector`, () => {
    let harness: PlatformHarness
    let session: StoreSession
    let grant: Grant
    const seen: PlatformCall[] = []

    const access = (over: Partial<StoreAccess> = {}): StoreAccess => ({ accountId: 'conformance', token: () => Promise.resolve(grant.accessToken), calls: (call) => seen.push(call), ...over })
    const authorise = async (): Promise<Grant> => {
      const state = crypto.randomUUID()
      const { url, verifier } = await harness.connector.authorise!.begin({ redirectUri: harness.redirectUri, state })
      const callback = await harness.consents(url)
      return harness.connector.authorise!.complete({ callback, redirectUri: harness.redirectUri, state, verifier }, (call) => seen.push(call))
    }

    beforeAll(async () => {
      harness = await open()
      grant = await authorise()
      session = harness.connector.open(access())
    })
    afterAll(() => harness?.close?.())

    test('has the capabilities that it is said to have, and no others', () => {
      expect(Object.keys(session).sort()).toEqual([...capabilities].sort())
    })

    test('has a manifest that can be shown', () => {
      const { platform, name: title, shippingCodes, scopes } = harness.connector.manifest
      expect(platform).toMatch(/^[a-z][a-z0-9_-]*$/)
      expect(title).not.toBe('')
      expect(new Set(shippingCodes.map((one) => one.code)).size).toBe(shippingCodes.length)
      for (const one of shippingCodes) expect([one.name.en, one.name.zh]).not.toContain('')
      expect(new Set(scopes).size).toBe(scopes.length)
    })

    describe('authorisation', () => {
      test('is another attempt each time, and carries the state', async () => {
        const [one, other] = await Promise.all([1, 2].map(() => harness.connector.authorise!.begin({ redirectUri: harness.redirectUri, state: 'a state' })))
        expect(one!.verifier).not.toBe(other!.verifier)
        expect(new URL(one!.url).searchParams.get('state')).toBe('a state')
        expect(one!.url).not.toContain(one!.verifier)
      })

      test('gives a grant with its scopes', () => {
        expect(grant.scopes.length).toBeGreaterThan(0)
        expect(grant.expiresIn === null || (grant.expiresIn > 0 && grant.expiresIn <= 86_400)).toBe(true)
      })

      test('that the user refuses is told apart', async () => {
        const { url, verifier } = await harness.connector.authorise!.begin({ redirectUri: harness.redirectUri, state: 's' })
        const callback = await harness.refuses(url)
        const failure = await failureOf(harness.connector.authorise!.complete({ callback, redirectUri: harness.redirectUri, state: 's', verifier }))
        expect([failure.kind, failure.code]).toEqual(['rejected', 'access_denied'])
      })

      test('that comes back with another state or from another issuer is refused', async () => {
        const { url, verifier } = await harness.connector.authorise!.begin({ redirectUri: harness.redirectUri, state: 's' })
        const callback = await harness.consents(url)
        const attempt = { callback, redirectUri: harness.redirectUri, state: 'other', verifier }
        expect((await failureOf(harness.connector.authorise!.complete(attempt))).kind).toBe('rejected')
        if (!callback.has('iss')) return
        callback.set('iss', 'https://elsewhere.example')
        expect((await failureOf(harness.connector.authorise!.complete({ ...attempt, state: 's' }))).code).toBe('issuer_mismatch')
      })

      test('is renewed, and ends for good when it is revoked', async () => {
        const own = await authorise()
        const renewed = await harness.connector.authorise!.refresh(own.refreshToken)
        expect(renewed.accessToken).not.toBe(own.accessToken)
        await harness.connector.authorise!.revoke(renewed.refreshToken)
        await harness.connector.authorise!.revoke(renewed.refreshToken)
        const failure = await failureOf(harness.connector.authorise!.refresh(renewed.refreshToken))
        expect([failure.kind, failure.code]).toEqual(['auth', 'invalid_grant'])
        const ended = harness.connector.open(access({ token: () => Promise.resolve(renewed.accessToken) }))
        expect((await failureOf(ended.shop())).code).toBe('invalid_token')
      })
    })

    describe('a store', () => {
      test('says who it is and what time it has', async () => {
        const shop = await session.shop()
        expect([shop.id, shop.title, shop.currency]).not.toContain('')
        expect(Math.abs(shop.platformTime.getTime() - Date.now())).toBeLessThan(24 * 3_600_000)
        expect((await session.shop()).id).toBe(shop.id)
      })

      test('refuses a token that is not its own after one renewal', async () => {
        const asked: (string | undefined)[] = []
        const foreign = harness.connector.open(access({ token: (rejected) => (asked.push(rejected), Promise.resolve(`not-a-token-${asked.length}`)) }))
        const failure = await failureOf(foreign.shop())
        expect([failure.kind, failure.code]).toEqual(['auth', 'invalid_token'])
        expect(asked.filter(Boolean)).toHaveLength(1)
      })
    })

    having('shippingMethods')('shipping methods', () => {
      test('have codes', async () => {
        for (const method of await session.shippingMethods!()) expect(typeof method.enabled).toBe('boolean')
      })
    })

    having('orders')('orders', () => {
      const count = 260
      let ids: string[]
      let window: Window
      beforeAll(async () => {
        const from = (await session.shop()).platformTime
        ids = await harness.seedsOrders(count)
        window = { from, to: new Date((await session.shop()).platformTime.getTime() + 5_000) }
      })

      test('are all listed, each understood, oldest change first', async () => {
        const read = await readAll(session, window)
        expect(read.map((one) => one.problem).filter(Boolean)).toEqual([])
        expect([...new Set(read.map((one) => one.order!.platformOrderId))].sort()).toEqual([...ids].sort())
        const times = read.map((one) => Date.parse(one.order!.updatedAt))
        expect(times).toEqual([...times].sort((one, other) => one - other))
        expect(read.every((one) => typeof one.raw === 'object' && one.raw !== null)).toBe(true)
      })

      test('are counted by the same window', async () => {
        expect(await session.orders!.count(window)).toBe(count)
        expect(await session.orders!.count({ from: window.from, to: window.from })).toBe(0)
      })

      test('are read one by one, and an unknown one is null', async () => {
        expect((await session.orders!.get(ids[0]!))!.order!.platformOrderId).toBe(ids[0])
        expect(await session.orders!.get('no-such-order')).toBeNull()
      })

      test('asked for by a cursor that is none mean that the window has to be begun again', async () => {
        const failure = await failureOf(session.orders!.list(window, 'no-such-cursor'))
        expect([failure.kind, failure.code]).toEqual(['rejected', 'cursor_expired'])
      })
    })

    having('tracking')('parcels', () => {
      const parcelOf = async (id: string, quantity: number) => {
        const { order } = (await session.orders!.get(id))!
        return { platformOrderId: id, trackingNumber: `T-${crypto.randomUUID().slice(0, 8)}`, carrier: 'T-Cat', trackingUrl: null, shippedAt: new Date().toISOString(), lines: [{ lineId: order!.lines[0]!.lineId, quantity }] }
      }

      test('are told once for each key, and read back', async () => {
        const [id] = await harness.seedsOrders(1)
        const parcel = await parcelOf(id!, 1)
        const key = crypto.randomUUID()
        const first = await session.tracking!.push(parcel, key)
        expect(await session.tracking!.push(parcel, key)).toEqual(first)
        const second = await session.tracking!.push(await parcelOf(id!, 1), crypto.randomUUID())
        const listed = await session.tracking!.list!(id!)
        expect(listed.map((one) => one.id).sort()).toEqual([first.id, second.id].sort())
        expect(listed.find((one) => one.id === first.id)).toMatchObject({ trackingNumber: parcel.trackingNumber, carrier: 'T-Cat' })
      })

      test('beyond what can be shipped are refused in the platform’s words', async () => {
        const [id] = await harness.seedsOrders(1)
        const failure = await failureOf(session.tracking!.push(await parcelOf(id!, 99), crypto.randomUUID()))
        expect([failure.kind, failure.outcome]).toEqual(['rejected', 'answered'])
        expect(failure.message.length).toBeGreaterThan(10)
        expect(await session.tracking!.list!(id!)).toEqual([])
      })

      test('of an unknown order are refused', async () => {
        const [id] = await harness.seedsOrders(1)
        const parcel = { ...(await parcelOf(id!, 1)), platformOrderId: 'no-such-order' }
        expect((await failureOf(session.tracking!.push(parcel, crypto.randomUUID()))).kind).toBe('rejected')
      })
    })

    having('stock')('stock', () => {
      let full: string
      let empty: string
      beforeAll(async () => {
        ;[full = '', empty = ''] = await harness.seedsStock([7, 0])
      })
      const stockOf = async (sku: string) => (await session.stock!.levels([sku]))[0]?.stock

      test('is read by SKU', async () => {
        const levels = await session.stock!.levels([full, empty, 'no-such-sku', full])
        expect(new Map(levels.map((level) => [level.sku, level.stock]))).toEqual(new Map([[full, 7], [empty, 0]]))
        expect(levels).toHaveLength(2)
        expect(await session.stock!.levels([])).toEqual([])
      })

      test('is raised once for each key', async () => {
        const before = (await stockOf(full))!
        const items = [{ sku: full, delta: 5 }, { sku: 'no-such-sku', delta: 1 }]
        const key = crypto.randomUUID()
        const results = await session.stock!.increase(items, 'inbound-1', key)
        expect(results.map((one) => [one.sku, one.result])).toEqual([[full, 'applied'], ['no-such-sku', 'unknown_sku']])
        expect(await session.stock!.increase(items, 'inbound-1', key)).toEqual(results)
        expect(await stockOf(full)).toBe(before + 5)
      })

      test('is overwritten', async () => {
        await session.stock!.overwrite([{ sku: empty, stock: 42 }], crypto.randomUUID())
        expect(await stockOf(empty)).toBe(42)
      })

      test('is not sent in more items than a call may carry', async () => {
        const items = Array.from({ length: session.stock!.maxItems + 1 }, (_, index) => ({ sku: `S${index}`, delta: 1 }))
        const failure = await failureOf(session.stock!.increase(items, 'inbound-2', crypto.randomUUID()))
        expect([failure.kind, failure.outcome]).toEqual(['rejected', 'not_sent'])
      })
    })

    having('webhooks')('webhooks', () => {
      const url = 'https://crossdock.example/webhooks/conformance'

      test('are subscribed to once, listed, and ended', async () => {
        const topic = session.webhooks!.topics[0]!
        const subscription = await session.webhooks!.subscribe(topic, url)
        expect(await session.webhooks!.subscribe(topic, url)).toEqual(subscription)
        expect((await session.webhooks!.list()).filter((one) => one.url === url)).toEqual([{ id: subscription.id, topic, url }])
        await session.webhooks!.unsubscribe(subscription.id)
        await session.webhooks!.unsubscribe(subscription.id)
        expect((await session.webhooks!.list()).filter((one) => one.url === url)).toEqual([])
      })

      test('that nobody signed are none', () => {
        expect(harness.connector.webhooks!.read(Buffer.from('{}'), {}, ['whsec_c2VjcmV0'])).toBeNull()
        expect(harness.connector.webhooks!.read(Buffer.from('{}'), {}, [])).toBeNull()
      })
    })

    test('F122 shows every call that it makes, and no secret in any', () => {
      expect(seen.length).toBeGreaterThan(5)
      const all = JSON.stringify(seen)
      for (const secret of [grant.accessToken, grant.refreshToken]) expect(all).not.toContain(secret)
      expect(seen.every((call) => call.purpose !== '' && call.url.startsWith('http') && call.attempt >= 1)).toBe(true)
    })
  })
}

async function readAll(session: StoreSession, window: Window): Promise<ReadOrder[]> {
  const read: ReadOrder[] = []
  let cursor: string | null = null
  do {
    const page = await session.orders!.list(window, cursor)
    read.push(...page.orders)
    cursor = page.nextCursor
  } while (cursor !== null)
  return read
}

async function failureOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const err: unknown = await promise.then(() => null, (err: unknown) => err)
  expect(err).toBeInstanceOf(ConnectorError)
  return err as ConnectorError
}
