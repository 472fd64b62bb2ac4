import type { Context } from '../context.ts'
import { parseInstant } from '../instants.ts'
import type { TokenPair } from '../oauth/grants.ts'
import { createGrant, endExpiredGrants, endGrantsOf, expireAccessTokens, issuePair } from '../oauth/grants.ts'
import { checkAuthorizeRequest, redirectWith } from '../oauth/authorize-request.ts'
import { createCode } from '../oauth/codes.ts'
import { parseScope, scopes } from '../oauth/scopes.ts'
import type { CatalogueEntry } from '../faults/catalogue.ts'
import { listCatalogue } from '../faults/catalogue.ts'
import type { SwitchedFault, Switchboard } from '../faults/switchboard.ts'
import type { FaultWish } from '../faults/wish.ts'
import { makeOrder } from '../seed/make-order.ts'
import { randomFrom } from '../seed/random.ts'
import { reset } from '../seed/seed.ts'
import { ShopFailure } from '../shop/failures.ts'
import { listFulfillments } from '../shop/fulfillments.ts'
import { countOrders } from '../shop/list-orders.ts'
import type { Fulfillment, Order, OrderDraft, OrderLine } from '../shop/order.ts'
import { reckonMoney } from '../shop/order.ts'
import { cancelOrder, changeLines } from '../shop/order-actions.ts'
import { changeOrder, getOrder, insertOrder } from '../shop/orders.ts'
import type { ShippingMethod } from '../shop/shops.ts'
import { findShop, getShop, listShippingMethods, listShops, listUsers, putShippingMethod, setLateVisibility } from '../shop/shops.ts'
import type { Product } from '../shop/stock.ts'
import { editProduct, listProducts, moveStock } from '../shop/stock.ts'
import type { Delivery } from '../webhooks/deliveries.ts'
import { deliverDue, listDeliveries } from '../webhooks/deliveries.ts'
import type { Subscription } from '../webhooks/subscriptions.ts'
import { listSubscriptions } from '../webhooks/subscriptions.ts'
import type { JournalEntry, JournalFilter } from './journal.ts'
import { readJournal } from './journal.ts'
import type { ShopWish } from './open-shop.ts'
import { openShop } from './open-shop.ts'

export interface ShopOverview {
  id: string
  title: string
  domain: string
  merchant: { id: string; name: string }
  login: { email: string; password: string }
  orders: number
  shipping_methods: { code: string; name: string; enabled: boolean; fee: number }[]
  skus: StockLevel[]
}

export interface StockLevel {
  sku: string
  title: string
  variant_title: string | null
  price: number
  stock: number
  tracked: boolean
  /** False for what only the shop knows: the warehouse has no such product. */
  warehouse: boolean
  /** True for what travels chilled or frozen. */
  cold: boolean
}

/** What an order is to be like; what is left out is drawn as for a new, paid order that is ready to ship. Instants are RFC 3339 in UTC. */
export type OrderWish = Partial<Omit<OrderDraft, 'lines'>> & {
  lines?: (Partial<OrderLine> & { sku: string })[]
  /** Short for `shipping`, with the shop's own name for it. */
  shipping_code?: string
  created_at?: string
  updated_at?: string
  /** True takes stock for the lines, as an order of a buyer does. */
  take_stock?: boolean
}

export type BulkWish = OrderWish & {
  /** How many, 1 to 100,000. */
  count: number
  /** Spreads their creation evenly over so many seconds before now (or before created_at). */
  spread_seconds?: number
}

export type OrderPatch = Partial<Pick<Order, 'order_status' | 'shipment_status' | 'payment_status' | 'shipping' | 'pickup_store' | 'buyer_note'>> & {
  /** Laid over the recipient. */
  recipient?: Partial<Order['recipient']>
  /** The order holds exactly these afterwards. */
  lines?: { sku: string; quantity: number }[]
}

/** Everything that tests and demos can do to the sandbox from outside; throws ShopFailure. */
export type Control = ReturnType<typeof createControl>

export function createControl(ctx: Context, board: Switchboard) {
  return {
    shops: (): ShopOverview[] => listShops(ctx).map((shop) => overview(ctx, shop.id)),
    shop: (shopId: string): ShopOverview => overview(ctx, shopId),
    openShop: (wish: ShopWish): ShopOverview => overview(ctx, openShop(ctx, wish)),
    createOrders: (shopId: string, wish: BulkWish): { count: number; ids: string[] } => createOrders(ctx, shopId, wish),
    createOrder: (shopId: string, wish: OrderWish = {}): Order => createOrder(ctx, shopId, wish),
    order: (shopId: string, orderId: string): Order => getOrder(ctx, shopId, orderId),
    orders: (shopId: string): Order[] => ctx.db.all<{ json: string }>('select json from orders where shop_id = ? order by id', getShop(ctx, shopId).id).map((row) => JSON.parse(row.json) as Order),
    changeOrder: (shopId: string, orderId: string, patch: OrderPatch): Order => patchOrder(ctx, shopId, orderId, patch),
    cancelOrder: (shopId: string, orderId: string): Order => cancelOrder(ctx, shopId, orderId),
    fulfillments: (shopId: string, orderId?: string): Fulfillment[] => listFulfillments(ctx, getShop(ctx, shopId).id, orderId),
    stock: (shopId: string): StockLevel[] => listProducts(ctx, getShop(ctx, shopId).id).map(levelOf),
    editStock: (shopId: string, sku: string, change: { stock?: number; tracked?: boolean }): StockLevel => levelOf(editProduct(ctx, shopId, sku, change)),
    addShippingMethod: (shopId: string, method: { code: string; name: string; enabled?: boolean; fee?: number }) => methodOf(putShippingMethod(ctx, getShop(ctx, shopId).id, method)),
    revokeGrants: (shopId: string): number => endGrantsOf(ctx, getShop(ctx, shopId).id),
    expireAccessTokens: (shopId: string): number => expireAccessTokens(ctx, getShop(ctx, shopId).id),
    issueTokens: (shopId: string, scope: string = scopes.join(' ')): TokenPair => issueTokens(ctx, shopId, scope),
    authorize: (address: string, shopId: string, answer: { allow?: boolean; scope?: string } = {}): string => authorize(ctx, address, shopId, answer),
    setLateVisibility: (shopId: string, seconds: number, every?: number): void => setLateVisibility(ctx, getShop(ctx, shopId).id, seconds, every),
    subscriptions: (shopId: string): Subscription[] => listSubscriptions(ctx, getShop(ctx, shopId).id),
    deliveries: (shopId: string): Delivery[] => listDeliveries(ctx, getShop(ctx, shopId).id, 1000),
    /** Makes the webhook tries that are due now and answers how many there were. */
    deliverDue: (): Promise<number> => {
      endExpiredGrants(ctx)
      return deliverDue(ctx)
    },
    journal: (filter: JournalFilter = {}): JournalEntry[] => readJournal(ctx, filter),
    clearJournal: (): void => void ctx.db.run('delete from journal'),
    /** The faults that can be switched on. */
    faultCatalogue: (): CatalogueEntry[] => listCatalogue(),
    faults: (): SwitchedFault[] => board.list(),
    switchOnFault: (wish: FaultWish): SwitchedFault => board.switchOn(wish),
    switchOffFault: (id: string): void => {
      if (!board.switchOff(id)) throw new ShopFailure('not_found', 'No such fault is switched on.')
    },
    /** Switches off those of one shop, or all, and answers how many were on. */
    clearFaults: (shopId?: string): number => board.clear(shopId),
    reset: (): void => {
      ctx.faults.clear()
      reset(ctx)
    }
  }
}

function overview(ctx: Context, shopId: string): ShopOverview {
  const shop = getShop(ctx, shopId)
  const user = listUsers(ctx).find((candidate) => candidate.merchant_id === shop.merchant_id)
  return {
    id: shop.id,
    title: shop.title,
    domain: shop.domain,
    merchant: { id: shop.merchant_id, name: user?.merchant_name ?? '' },
    login: { email: user?.email ?? '', password: user?.password ?? '' },
    orders: countOrders(ctx, shop.id, {}),
    shipping_methods: listShippingMethods(ctx, shop.id).map(methodOf),
    skus: listProducts(ctx, shop.id).map(levelOf)
  }
}

function levelOf(product: Product): StockLevel {
  const { sku, title, variant_title, price, stock, tracked, warehouse, cold } = product
  return { sku, title, variant_title, price, stock, tracked: tracked === 1, warehouse: warehouse === 1, cold: cold === 1 }
}

function methodOf(method: ShippingMethod): { code: string; name: string; enabled: boolean; fee: number } {
  return { ...method, enabled: method.enabled === 1 }
}

function createOrder(ctx: Context, shopId: string, wish: OrderWish): Order {
  return ctx.db.transact(() => create(ctx, shopId, wish, shelvesOf(ctx, shopId), getShop(ctx, shopId).order_count, readMoment(wish.created_at, 'created_at')))
}

function createOrders(ctx: Context, shopId: string, { count, spread_seconds = 0, ...wish }: BulkWish): { count: number; ids: string[] } {
  if (!Number.isInteger(count) || count < 1 || count > 100_000) throw new ShopFailure('invalid_request', 'count is a whole number from 1 to 100000.')
  return ctx.db.transact(() => {
    const shelves = shelvesOf(ctx, shopId)
    const serial = getShop(ctx, shopId).order_count
    const until = readMoment(wish.created_at, 'created_at') ?? ctx.now()
    const ids = Array.from({ length: count }, (_none, index) => {
      const back = count === 1 ? 0 : Math.floor((spread_seconds * 1000 * (count - 1 - index)) / (count - 1))
      return create(ctx, shopId, wish, shelves, serial + index, until - back).id
    })
    return { count, ids }
  })
}

interface Shelves {
  products: Product[]
  methods: ShippingMethod[]
}

/** Drawn from what the warehouse knows and the shop offers; anything else has to be wished for. */
function shelvesOf(ctx: Context, shopId: string): Shelves {
  return { products: listProducts(ctx, shopId).filter((product) => product.warehouse), methods: listShippingMethods(ctx, shopId).filter((method) => method.enabled) }
}

function create(ctx: Context, shopId: string, wish: OrderWish, shelves: Shelves, serial: number, createdAt: number | undefined): Order {
  const { lines, shipping_code, created_at: _created, updated_at, take_stock, ...rest } = wish
  const wanted = shelves.methods.filter((method) => method.code === shipping_code)
  const draft = makeOrder(randomFrom(`${shopId}/${serial}`), shelves.products, wanted.length > 0 ? wanted : shelves.methods)
  if (shipping_code !== undefined && wanted.length === 0) draft.shipping = { code: shipping_code }
  Object.assign(draft, rest)
  if (lines) draft.lines = lines.map((line, index) => completeLine(ctx, shopId, line, index))
  const { subtotal, total, cod_amount } = rest
  reckonMoney(draft)
  Object.assign(draft, Object.fromEntries(Object.entries({ subtotal, total, cod_amount }).filter(([, value]) => value !== undefined)))
  if (take_stock) moveStock(ctx, shopId, draft.lines, -1)
  return insertOrder(ctx, shopId, draft, { createdAt, updatedAt: readMoment(updated_at, 'updated_at'), stockTaken: take_stock === true })
}

function completeLine(ctx: Context, shopId: string, line: Partial<OrderLine> & { sku: string }, index: number): OrderLine {
  const product = listProducts(ctx, shopId).find((candidate) => candidate.sku === line.sku)
  return { id: `L${index + 1}`, title: product?.title ?? '客製商品', quantity: 1, price: product?.price ?? 100, ...line }
}

function patchOrder(ctx: Context, shopId: string, orderId: string, patch: OrderPatch): Order {
  const { lines, recipient, ...rest } = patch
  return ctx.db.transact(() => {
    if (lines) changeLines(ctx, shopId, orderId, lines)
    if (!recipient && Object.keys(rest).length === 0) return getOrder(ctx, shopId, orderId)
    return changeOrder(ctx, shopId, orderId, 'order.updated', (order) => {
      Object.assign(order, rest)
      Object.assign(order.recipient, recipient)
      reckonMoney(order)
    })
  })
}

function issueTokens(ctx: Context, shopId: string, wanted: string): TokenPair {
  const scope = parseScope(wanted)?.join(' ')
  if (scope === undefined) throw new ShopFailure('invalid_request', 'scope names something unknown.')
  const shop = getShop(ctx, shopId)
  const user = listUsers(ctx).find((candidate) => candidate.merchant_id === shop.merchant_id)
  const grantId = createGrant(ctx, { clientId: ctx.settings.clientId, shopId: shop.id, userId: user?.id ?? '', scope })
  return issuePair(ctx, grantId, scope)
}

/** The user's part of an authorisation without a browser: answers where the user would be sent back to. */
function authorize(ctx: Context, address: string, shopId: string, answer: { allow?: boolean; scope?: string }): string {
  if (!URL.canParse(address)) throw new ShopFailure('invalid_request', 'The address is not one.')
  const check = checkAuthorizeRequest(ctx.settings, new URL(address).searchParams)
  if (check.kind === 'redirect') return check.location
  if (check.kind === 'page') throw new ShopFailure('invalid_request', `The request is refused on a page: ${check.problem}.`)
  const { redirectUri, state, scope, clientId, challenge } = check.request
  if (answer.allow === false) return redirectWith(ctx.settings, redirectUri, { error: 'access_denied', error_description: 'the user refused', state })
  const shop = findShop(ctx, shopId)
  const user = listUsers(ctx).find((candidate) => candidate.merchant_id === shop?.merchant_id)
  if (!shop || !user) throw new ShopFailure('not_found', 'There is no such shop.')
  const allowed = answer.scope === undefined ? scope : scope.filter((name) => answer.scope?.split(' ').includes(name))
  return redirectWith(ctx.settings, redirectUri, { code: createCode(ctx, { clientId, shopId, userId: user.id, scope: allowed.join(' '), redirectUri, challenge }), state })
}

function readMoment(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  const moment = parseInstant(text)
  if (moment === undefined) throw new ShopFailure('invalid_request', `${name} is not an RFC 3339 instant in UTC.`)
  return moment
}
