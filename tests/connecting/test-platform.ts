import { randomUUID } from 'node:crypto'
import { ConnectorError, type Connector, type Grant, type ShippingMethod, type Shop, type WebhookHint } from '@crossdock/connector-kit'

interface KeptGrant {
  shopId: string
  alive: boolean
  current: string
  /** The one before, which still answers. */
  previous: string | null
  access: Set<string>
}

export type RefreshFault = 'lost_answer' | 'unavailable' | 'invalid_client'

/** A platform in memory, with grants that rotate as OAuth has them, and with whatever trouble a test asks for. */
export interface TestPlatform {
  connector: Connector
  shop: Shop
  methods: ShippingMethod[]
  /** What the next grant is given; and for how long. */
  scopes: string[]
  expiresIn: number | null
  /** Calls so far: exchanges, refreshes, revocations, shop reads. */
  calls: { exchange: number; refresh: number; revoke: number; shop: number }
  /** Answers of the coming refreshes; an empty list is a platform in order. */
  refreshFaults: RefreshFault[]
  /** When set, a refresh waits for it after it was carried out. */
  refreshGate: Promise<void> | null
  exchangeFault: ConnectorError | null
  shopFault: ConnectorError | null
  /** Of counting orders; of listing webhook subscriptions. */
  ordersFault: ConnectorError | null
  webhooksFault: ConnectorError | null
  /** Answers of the token endpoint to everything while it is set. */
  tokenFault: ConnectorError | null
  live(): KeptGrant[]
  /** As the shop-keeper would. */
  endGrants(): void
  /** As time would. */
  expireAccess(): void
  subscriptions: { topic: string; url: string; id: string; secret: string }[]
}

const failure = (kind: 'auth' | 'unavailable' | 'rejected', code: string, outcome: 'answered' | 'unknown' = 'answered') =>
  new ConnectorError({ kind, code, message: `The platform says ${code}.`, outcome, status: kind === 'auth' ? 401 : null })

export function createTestPlatform(): TestPlatform {
  const grants: KeptGrant[] = []
  const pair = (grant: KeptGrant): Grant => {
    const access = `access-${randomUUID()}`
    grant.access.add(access)
    return { accessToken: access, refreshToken: grant.current, expiresIn: platform.expiresIn, scopes: [...platform.scopes] }
  }
  const holder = (token: string) => {
    const grant = grants.find((each) => each.access.has(token))
    if (!grant?.alive) throw failure('auth', 'invalid_token')
    return grant
  }

  const platform: TestPlatform = {
    shop: { id: 'shop-1', title: '小山茶行', currency: 'TWD', timeZone: 'Asia/Taipei', platformTime: new Date() },
    methods: [{ code: 'homedelivery', name: '宅配', enabled: true }, { code: 'coldchain', name: '冷鏈宅配', enabled: true }],
    scopes: ['shop', 'orders', 'stock'],
    expiresIn: 3600,
    calls: { exchange: 0, refresh: 0, revoke: 0, shop: 0 },
    refreshFaults: [],
    refreshGate: null,
    exchangeFault: null,
    shopFault: null,
    ordersFault: null,
    webhooksFault: null,
    tokenFault: null,
    subscriptions: [],
    live: () => grants.filter((each) => each.alive),
    endGrants: () => grants.forEach((each) => (each.alive = false)),
    expireAccess: () => grants.forEach((each) => each.access.clear()),
    connector: {
      manifest: {
        platform: 'teststore', name: 'Test Store', scopes: ['shop', 'orders', 'stock'], permissions: { orders: 'orders', stock: 'stock' },
        shippingCodes: [{ code: 'homedelivery', name: { en: 'Home delivery', zh: '宅配' } }, { code: 'seven', name: { en: '7-11 pickup', zh: '7-11 取貨' } }],
      },
      authorise: {
        begin: async ({ redirectUri, state }) => ({ url: `https://store.test/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state })}`, verifier: `verifier-of-${state}` }),
        async complete({ callback, state, verifier }) {
          if (callback.get('iss') !== 'https://store.test') throw failure('rejected', 'issuer_mismatch')
          if (callback.get('error')) throw failure('rejected', callback.get('error')!)
          platform.calls.exchange++
          if (platform.tokenFault) throw platform.tokenFault
          if (verifier !== `verifier-of-${state}`) throw failure('auth', 'invalid_grant')
          if (platform.exchangeFault) throw platform.exchangeFault
          const grant: KeptGrant = { shopId: platform.shop.id, alive: true, current: `refresh-${randomUUID()}`, previous: null, access: new Set() }
          grants.push(grant)
          return pair(grant)
        },
        async refresh(refreshToken) {
          platform.calls.refresh++
          if (platform.tokenFault) throw platform.tokenFault
          const fault = platform.refreshFaults.shift()
          if (fault === 'unavailable') throw failure('unavailable', 'http_503')
          if (fault === 'invalid_client') throw failure('auth', 'invalid_client')
          const grant = grants.find((each) => each.alive && (each.current === refreshToken || each.previous === refreshToken))
          if (!grant) {
            // An older one than the platform forgives: the whole grant is ended.
            throw failure('auth', 'invalid_grant')
          }
          grant.previous = refreshToken
          grant.current = `refresh-${randomUUID()}`
          const answer = pair(grant)
          await platform.refreshGate
          if (fault === 'lost_answer') throw failure('unavailable', 'timeout', 'unknown')
          return answer
        },
        async revoke(refreshToken) {
          platform.calls.revoke++
          if (platform.tokenFault) throw platform.tokenFault
          const grant = grants.find((each) => each.current === refreshToken || each.previous === refreshToken)
          if (grant) grant.alive = false
        },
      },
      webhooks: {
        read(raw, headers, secrets) {
          if (!secrets.includes(headers['x-signed-with'] ?? '')) return null
          return JSON.parse(Buffer.from(raw).toString()) as WebhookHint
        },
      },
      open: (access) => {
        const call = async <Result>(answer: () => Result): Promise<Result> => {
          const token = await access.token()
          try {
            holder(token)
          } catch (err) {
            const other = await access.token(token)
            if (other === token) throw err
            holder(other)
          }
          return answer()
        }
        return {
          shop: () =>
            call(() => {
              platform.calls.shop++
              if (platform.shopFault) throw platform.shopFault
              return platform.shop
            }),
          shippingMethods: () => call(() => platform.methods),
          // Anybody may look at an empty shelf.
          orders: {
            list: async () => ({ orders: [], nextCursor: null }),
            async count() {
              if (platform.ordersFault) throw platform.ordersFault
              return 0
            },
            async get() {
              if (platform.ordersFault) throw platform.ordersFault
              return null
            },
          },
          webhooks: {
            topics: ['order.created', 'authorization.revoked'],
            list: () => call(() => {
              if (platform.webhooksFault) throw platform.webhooksFault
              return platform.subscriptions.map(({ id, topic, url }) => ({ id, topic, url }))
            }),
            subscribe: (topic, url) =>
              call(() => {
                const known = platform.subscriptions.find((each) => each.topic === topic && each.url === url)
                const subscription = known ?? { topic, url, id: randomUUID(), secret: `secret-${randomUUID()}` }
                if (!known) platform.subscriptions.push(subscription)
                return { id: subscription.id, secret: subscription.secret }
              }),
            unsubscribe: (id) => call(() => void (platform.subscriptions = platform.subscriptions.filter((each) => each.id !== id))),
          },
        }
      },
    },
  }
  return platform
}
