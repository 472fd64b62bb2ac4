import type { IncomingOrder, StockLineResult } from '@crossdock/domain'
import type { OpenBudget } from './budget.ts'
import type { HttpLimits } from './limits.ts'

/** What a platform is called and what it offers, known before anybody connects. */
export interface Manifest {
  /** Kept with every account; lower case, never changed. */
  platform: string
  name: string
  /** The platform's own shipping codes, suggested for mapping. */
  shippingCodes: readonly { code: string; name: { en: string; zh: string } }[]
  /** What the user is asked to grant, in words. */
  scopes: readonly string[]
  /** Which of them each capability needs: one that works proves that its permission is there. */
  permissions?: Partial<Record<'orders' | 'tracking' | 'stock' | 'webhooks', string>>
}

/** How a platform is plugged in: what it reads from the environment, and how it is made from that. */
export interface ConnectorDefinition {
  manifest: Manifest
  /** Names, meanings and defaults of the variables, for documentation and `doctor`. Secrets may also come as `NAME_FILE`. */
  variables: readonly { name: string; description: string; secret: boolean; default?: string }[]
  /**
   * @param environment variables by name, `*_FILE` already resolved
   * @returns the connector, or every mistake found, each a sentence that begins with the variable's name
   */
  configure(environment: Record<string, string | undefined>, needs: ConnectorNeeds): { connector: Connector } | { mistakes: string[] }
}

/** What a connector is given, so that tests can replace time, chance and the wire. */
export interface ConnectorNeeds {
  now?: () => number
  random?: () => number
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Deadlines and caps of a call; those left out keep their defaults. */
  limits?: Partial<HttpLimits>
  watch?: CallWatch
}

/** Who looks on while platforms are called, for traces and metrics. */
export interface CallWatch {
  /** Around one try of a call. Headers that it gives go with the call. */
  around?<Answer extends { status: number }>(call: { purpose: string; method: string; origin: string }, send: (headers: Record<string, string>) => Promise<Answer>): Promise<Answer>
  /** Told after each call whether its platform is taken for down. */
  breaker?(origin: string, open: boolean): void
}

/** A platform, as a value with the capabilities that it has. One that it lacks is absent. */
export interface Connector {
  manifest: Manifest
  authorise?: Authorise
  /** Opens one authorised store. Nothing is sent before a capability is used. */
  open(access: StoreAccess): StoreSession
  /** Verifies an incoming webhook on its raw bytes and only then reads it. Present where the platform has webhooks. */
  webhooks?: WebhookReader
}

export interface Authorise {
  /** The address to send the user to. `verifier` is secret and belongs to this one attempt. */
  begin(attempt: { redirectUri: string; state: string }): Promise<{ url: string; verifier: string }>
  /**
   * Exchanges what came back for a grant; once, never repeated.
   * @param callback the query of the redirect, as received
   * @throws ConnectorError `rejected` with code `access_denied` when the user refused, `issuer_mismatch` when another server answered
   */
  complete(attempt: { callback: URLSearchParams; redirectUri: string; state: string; verifier: string }, calls?: CallObserver): Promise<Grant>
  /** @throws ConnectorError `auth` with code `invalid_grant` (proven refusal) or `invalid_client` (our own credentials are wrong) */
  refresh(refreshToken: string, calls?: CallObserver, signal?: AbortSignal): Promise<Grant>
  revoke(refreshToken: string, calls?: CallObserver): Promise<void>
}

export interface Grant {
  accessToken: string
  refreshToken: string
  /** Seconds, as answered and sane; null when the platform did not say. */
  expiresIn: number | null
  scopes: string[]
}

export interface StoreAccess {
  /** The key of the account: the unit of the rate budget. */
  accountId: string
  /** A valid access token; `rejected` is a token that the platform has just refused with 401. */
  token(rejected?: string): Promise<string>
  calls?: CallObserver
  signal?: AbortSignal
  /** Told when a call waits for the platform's leave (a 429 or a 503 with Retry-After), with the instant at which it goes on. */
  onWait?: (until: Date) => void
  /** Whether somebody waits for the calls: they go before those in bulk. */
  urgent?: boolean
  /** The budgets on which all processes agree; without them, those that this process alone knows of. */
  budgets?: OpenBudget
  /** The longest such wait that this caller sits out, in ms (1 h unless set); a longer one is thrown with `retryAfterMs`, to be parked. */
  patienceMs?: number
  /** Waited for before an answer is understood, which takes a processor: what is more urgent than that goes first. It ends, whatever happens. */
  leisure?: () => Promise<void>
}

/** Sees every call that is made. What it is given is already masked. */
export type CallObserver = (call: PlatformCall) => void

export interface PlatformCall {
  at: Date
  /** What the call was for: `orders.list`, `tracking.push`, `token.refresh`, … */
  purpose: string
  method: string
  url: string
  requestHeaders: Record<string, string>
  requestBody: string | null
  status: number | null
  responseHeaders: Record<string, string>
  responseBody: string | null
  durationMs: number
  attempt: number
  failure: { kind: string; code: string; message: string } | null
}

export interface StoreSession {
  shop(): Promise<Shop>
  shippingMethods?: () => Promise<ShippingMethod[]>
  orders?: OrderReading
  tracking?: TrackingWriting
  stock?: StockWriting
  webhooks?: WebhookSubscribing
}

export interface Shop {
  id: string
  title: string
  currency: string
  timeZone: string
  /** The platform's clock when it answered; all windows are cut by it. */
  platformTime: Date
}

export interface ShippingMethod {
  code: string
  name: string
  enabled: boolean
}

/** A half-open window of the platform's time, by which orders are listed as they change. */
export interface Window {
  from: Date
  to: Date
}

export interface OrderReading {
  /**
   * One page, oldest change first. The first page is asked for with `cursor` null; later ones with the same window and
   * the cursor of the page before.
   * @throws ConnectorError `rejected` with code `cursor_expired` when the window has to be begun again
   */
  list(window: Window, cursor: string | null): Promise<OrderPage>
  /** @param only those that were placed before an instant */
  count(window: Window, only?: { placedBefore: Date }): Promise<number>
  /** @returns null when the platform knows no such order */
  get(platformOrderId: string): Promise<ReadOrder | null>
}

export interface OrderPage {
  orders: ReadOrder[]
  nextCursor: string | null
}

/** An order as received, and as understood; `problem` says in one sentence with the path why it could not be understood. */
export type ReadOrder =
  | { raw: unknown; order: IncomingOrder; problem: null }
  | { raw: unknown; order: null; problem: string; platformOrderId: string | null; updatedAt: string | null }

export interface TrackingWriting extends Repeatable {
  /** Tells the store that a parcel has left. */
  push(parcel: OutgoingParcel, idempotencyKey: string): Promise<PlatformShipment>
  /** What the store knows of an order's parcels. Absent where a platform does not say. */
  list?(platformOrderId: string): Promise<PlatformShipment[]>
}

/**
 * How a write whose answer was lost is settled: by its key while the platform remembers it, then by what can be read back,
 * and where neither is there, by a person.
 */
export interface Repeatable {
  /** How long the platform takes the same key for the same write, in ms; 0 where it takes no keys. */
  keyLifeMs: number
}

export interface OutgoingParcel {
  platformOrderId: string
  trackingNumber: string
  carrier: string
  trackingUrl: string | null
  /** RFC 3339 UTC */
  shippedAt: string
  lines: { lineId: string; quantity: number }[]
}

export interface PlatformShipment {
  id: string
  trackingNumber: string
  carrier: string
  shippedAt: string
  lines: { lineId: string; quantity: number }[]
}

export interface StockWriting extends Repeatable {
  /** Items that one call may carry. */
  maxItems: number
  levels(skus: readonly string[]): Promise<{ sku: string; stock: number }[]>
  /** @param reason why, where the platform keeps it: goods that came in unless set */
  increase(items: readonly { sku: string; delta: number }[], reference: string, idempotencyKey: string, reason?: 'correction'): Promise<StockResult[]>
  overwrite(items: readonly { sku: string; stock: number }[], idempotencyKey: string): Promise<StockResult[]>
  /**
   * What a store's own records say of an earlier increase; null when they have none of it. Absent where there are no such
   * records: a figure alone proves nothing, since the store sells meanwhile.
   */
  findIncrease?(items: readonly { sku: string; delta: number }[], reference: string, idempotencyKey: string): Promise<StockResult[] | null>
}

export interface StockResult {
  sku: string
  result: Exclude<StockLineResult, 'waiting' | 'refused' | 'superseded'>
  stock: number | null
}

export interface WebhookSubscribing {
  /** The topics that Crossdock listens to. */
  topics: readonly string[]
  list(): Promise<{ id: string; topic: string; url: string }[]>
  /** The same pair again answers with the first subscription, secret included. */
  subscribe(topic: string, url: string): Promise<{ id: string; secret: string }>
  unsubscribe(id: string): Promise<void>
}

export interface WebhookReader {
  /**
   * @param secrets every secret that may have signed it
   * @returns what it hints at; null when the signature, the time or the body is not right
   */
  read(raw: Uint8Array, headers: Record<string, string | undefined>, secrets: readonly string[]): WebhookHint | null
}

export interface WebhookHint {
  id: string
  kind: 'order' | 'revoked'
  shopId: string
  platformOrderId: string | null
}
