import pg from 'pg'
import type { Opening, Transacted } from './books.ts'
import type { SaleAccount, SaleStore, StoreOrder } from './store.ts'

/** One figure of the table, with what it must be. */
export interface Verdict {
  place: string
  what: string
  expected: number
  actual: number
  /** More than equal figures: the same ids, each once. */
  ok: boolean
  /** The first few that are wrong. */
  wrong: string[]
}

/** A store of somebody else's is asked order by order, at each shop's own rate: so many shops at a time. */
const atOnce = 6

interface OurParcel { platform_order_id: string; tracking_number: string; units: number; confirmed: boolean; state: string; error_code: string | null }

/** Compares what Crossdock keeps with what the stores have, as sets, and with what was done by hand. */
export async function judge(
  { store, accounts, databaseUrl, books }: { store: SaleStore; accounts: readonly SaleAccount[]; databaseUrl: string; books: Transacted },
): Promise<Verdict[]> {
  const database = new pg.Pool({ connectionString: databaseUrl, max: atOnce })
  try {
    const verdicts: Verdict[] = []
    const step = store.ours ? 1 : atOnce
    for (let index = 0; index < accounts.length; index += step) {
      verdicts.push(...(await Promise.all(accounts.slice(index, index + step).map((account) => judgeStore(store, account, database, books)))).flat())
    }
    for (const merchantId of new Set(accounts.map((each) => each.merchantId))) {
      const code = accounts.find((each) => each.merchantId === merchantId)!.shop.merchant
      verdicts.push(...(await judgeWarehouse(database, merchantId, `warehouse ${code}`, books)))
    }
    return verdicts
  } finally {
    await database.end()
  }
}

async function judgeStore(store: SaleStore, account: SaleAccount, database: pg.Pool, books: Transacted): Promise<Verdict[]> {
  const { shop, accountId } = account
  const theirs = await store.orders(shop)
  const byId = new Map(theirs.map((order) => [order.id, order]))
  const ours = (await database.query<{ id: string; status: string; shipped_at: Date | null }>('select platform_order_id as id, status, shipped_at from orders where ec_account_id = $1', [accountId])).rows
  const parcels = (await database.query<OurParcel>(`
    select o.platform_order_id, p.tracking_number, (select sum(l.quantity)::int from parcel_line l where l.merchant_id = p.merchant_id and l.parcel_id = p.id) as units,
           p.confirmed_at is not null as confirmed, w.state, w.error_code
      from parcel p join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id
      join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
     where o.ec_account_id = $1`, [accountId])).rows
  const place = shop.title

  const ids = new Set(ours.map((order) => order.id))
  const due = theirs.filter((order) => (store.ours ? order.status !== 'cancelled' : order.status === 'new' && order.shipment === 'ready_to_ship'))
  const orders = verdict(place, 'orders', new Set([...due.map((order) => order.id), ...ours.filter(({ id }) => byId.has(id)).map(({ id }) => id)]).size, ours.length, [
    ...due.filter((order) => !ids.has(order.id)).map((order) => `${order.id} is missing`),
    ...ours.filter(({ id }) => !byId.has(id)).map(({ id }) => `${id} is not the store’s`),
    ...(ids.size === ours.length ? [] : [`${ours.length - ids.size} twice`]),
  ])

  const shippedHere = new Set(ours.filter((order) => order.status === 'shipped').map((order) => order.id))
  // A store of somebody else's may be shipped from by others too; what waits to be shipped, or left here, is ours.
  const alive = store.ours ? due.filter((order) => ids.has(order.id)) : theirs.filter((order) => ids.has(order.id) && order.status !== 'cancelled' && (shippedHere.has(order.id) || order.status === 'new' || order.status === 'processing'))
  const left = verdict(place, 'shipped', alive.length, alive.filter((order) => shippedHere.has(order.id) && isShipped(order)).length,
    alive.filter((order) => !shippedHere.has(order.id) || !isShipped(order)).map((order) => `${order.id} is ${order.status}/${order.shipment}${shippedHere.has(order.id) ? ', shipped here' : ''}`))

  return [orders, left, await judgeParcels(store, account, byId, parcels), ...(await judgeStock(store, account, theirs, books))]
}

const isShipped = (order: StoreOrder) => order.lines.every((line) => line.fulfilled === line.quantity)

/** Each parcel that left here is at its store exactly once, with its contents, and confirmed; one of an order that was cancelled before is refused and not there. */
async function judgeParcels(store: SaleStore, { shop }: SaleAccount, orders: ReadonlyMap<string, StoreOrder>, parcels: readonly OurParcel[]): Promise<Verdict> {
  const there = Map.groupBy(await store.parcels(shop, [...new Set(parcels.map((each) => each.platform_order_id))]), (each) => `${each.orderId} ${each.trackingNumber.toUpperCase()}`)
  const expected = parcels.filter((each) => each.state !== 'rejected')
  const wrong: string[] = []
  let right = 0
  for (const each of parcels) {
    const key = `${each.platform_order_id} ${each.tracking_number}`
    const found = there.get(key) ?? []
    if (each.state === 'rejected') {
      if (found.length > 0) wrong.push(`${key} was refused and is there`)
      else if (orders.get(each.platform_order_id)?.status !== 'cancelled') wrong.push(`${key} was refused: ${each.error_code}`)
      continue
    }
    if (found.length !== 1) wrong.push(`${key} is there ${found.length} times`)
    else if (!each.confirmed) wrong.push(`${key} is not confirmed`)
    else if (found[0]!.units !== each.units && found[0]!.units > 0) wrong.push(`${key} holds ${found[0]!.units} there and ${each.units} here`)
    else right += 1
  }
  if (store.ours) {
    const ours = new Set(parcels.map((each) => `${each.platform_order_id} ${each.tracking_number}`))
    for (const key of there.keys()) if (!ours.has(key)) wrong.push(`${key} is there and not here`)
  }
  return verdict(shop.title, 'parcels confirmed', expected.length, right, wrong)
}

async function judgeStock(store: SaleStore, account: SaleAccount, orders: readonly StoreOrder[], books: Transacted): Promise<Verdict[]> {
  const { shop } = account
  const due = books.due(account)
  const opening = books.opening(shop)
  const sold = soldSince(opening, orders)
  const stock = await store.stock(shop)
  const must = (sku: string) => (opening.stock.get(sku) ?? 0) + (due.get(sku) ?? 0) - (sold.get(sku) ?? 0)
  const figures = verdict(shop.title, 'stock', sum([...stock.keys()].map(must)), sum(stock.values()), differences(stock, must))
  const increments = await store.increments(shop)
  if (increments === null) return [figures]
  return [verdict(shop.title, 'units pushed', sum(due.values()), sum(increments.values()), differences(new Map([...due.keys(), ...increments.keys()].map((sku) => [sku, increments.get(sku) ?? 0])), (sku) => due.get(sku) ?? 0)), figures]
}

/** What buyers took since a shop was opened: of new orders all, of those from before what became of them. */
function soldSince(opening: Opening, orders: readonly StoreOrder[]): Map<string, number> {
  const before = new Map(opening.orders.map((order) => [order.id, order]))
  const sold = new Map<string, number>()
  const add = (order: StoreOrder, sign: 1 | -1) => {
    for (const line of order.lines) sold.set(line.sku, (sold.get(line.sku) ?? 0) + sign * line.quantity)
  }
  for (const order of orders) {
    if (order.status !== 'cancelled') add(order, 1)
    // One that only became visible since had taken its goods before, too.
    const then = before.get(order.id) ?? (order.createdAt < opening.at ? { ...order, status: 'new' } : null)
    if (then && then.status !== 'cancelled') add(then, -1)
  }
  return sold
}

/** On hand is what arrived less what left; reserved is what the lines of orders that wait reserve. */
async function judgeWarehouse(database: pg.Pool, merchantId: string, place: string, books: Transacted): Promise<Verdict[]> {
  const { rows } = await database.query<{ sku: string; on_hand: number; reserved: number; shipped: number; held: number; moved: number }>(`
    select p.sku, k.on_hand, k.reserved,
           (select coalesce(sum(l.shipped), 0)::int from order_line l where l.merchant_id = p.merchant_id and l.product_id = p.id) as shipped,
           (select coalesce(sum(l.reserved), 0)::int from order_line l where l.merchant_id = p.merchant_id and l.product_id = p.id) as held,
           (select coalesce(sum(m.delta), 0)::int from stock_movement m where m.merchant_id = p.merchant_id and m.product_id = p.id) as moved
      from product p join stock k on k.merchant_id = p.merchant_id and k.product_id = p.id where p.merchant_id = $1`, [merchantId])
  const received = books.receivedBy(merchantId)
  const must = (row: (typeof rows)[number]) => (received.get(row.sku) ?? 0) - row.shipped
  return [
    verdict(place, 'on hand', sum(rows.map(must)), sum(rows.map((row) => row.on_hand)), rows.filter((row) => row.on_hand !== must(row) || row.moved !== row.on_hand).map((row) => `${row.sku}: ${row.on_hand}, must be ${must(row)}, moved ${row.moved}`)),
    verdict(place, 'reserved', sum(rows.map((row) => row.held)), sum(rows.map((row) => row.reserved)), rows.filter((row) => row.reserved !== row.held).map((row) => `${row.sku}: ${row.reserved}, must be ${row.held}`)),
  ]
}

function differences(actual: ReadonlyMap<string, number>, must: (sku: string) => number): string[] {
  return [...actual].filter(([sku, figure]) => figure !== must(sku)).map(([sku, figure]) => `${sku}: ${figure}, must be ${must(sku)}`)
}

const sum = (figures: Iterable<number>) => [...figures].reduce((total, figure) => total + figure, 0)

function verdict(place: string, what: string, expected: number, actual: number, wrong: string[]): Verdict {
  return { place, what, expected, actual, ok: wrong.length === 0 && expected === actual, wrong: wrong.slice(0, 3) }
}
