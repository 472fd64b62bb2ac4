import type { HoldReason, OrderStatus, TrackingFilter } from '@crossdock/domain'
import { sql, type RawBuilder } from 'kysely'
import { isUnshown } from '../unshown.ts'
import { decodeCursor, isIdKey, isInstantKey } from './cursor.ts'

/** Which orders. What is left out does not matter. Days are the warehouse's, both inclusive. */
export interface OrderFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  salesChannelId?: string | undefined
  status?: OrderStatus | undefined
  onHold?: boolean | undefined
  holdReason?: HoldReason | undefined
  shippingType?: string | undefined
  shippingCode?: string | undefined
  placedFrom?: string | undefined
  placedTo?: string | undefined
  unknownProductId?: string | undefined
  fetchRunId?: string | undefined
  tracking?: TrackingFilter | undefined
  /** The beginning of an order number or a recipient's name, a whole tracking number or SKU, or a part of a recent recipient's name. */
  q?: string | undefined
}

/** How many matches of each kind a search follows, the newest first where that is cheap to know. */
const searchDepth = 1000
/** A part of a name has no index: it is looked for among this many newest orders. */
const recentOrders = 20_000

/**
 * The filter as conditions on `orders o`. Every comparison that an index should serve is one that row-level security
 * lets the planner use before its own check: PostgreSQL's leak-proof ones, hence no LIKE and no array operators there.
 * @param timeZone the warehouse's, in which the days are meant
 */
export function orderConditions({ placedTo, ...filter }: OrderFilter & { cursor?: string | undefined }, timeZone: string): RawBuilder<boolean> {
  const is: RawBuilder<unknown>[] = [sql`true`]
  if (filter.merchantId) is.push(sql`o.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(filter.merchantId ? sql`o.ec_account_id = ${filter.ecAccountId}` : ofAccount(filter.ecAccountId))
  if (filter.salesChannelId) is.push(sql`o.sales_channel_id = ${filter.salesChannelId}`)
  if (filter.status) is.push(sql`o.status = ${filter.status}`)
  if (filter.onHold !== undefined || filter.holdReason) is.push(filter.onHold === false ? sql`o.holds = '{}'` : sql`o.holds <> '{}'`)
  if (filter.holdReason) is.push(sql`o.holds @> array[${filter.holdReason}::text]`)
  if (filter.shippingType) is.push(sql`o.shipping_type_code = ${filter.shippingType}`)
  if (filter.shippingCode) is.push(sql`o.shipping_code = ${filter.shippingCode}`)
  if (filter.placedFrom) is.push(sql`o.placed_at >= ${filter.placedFrom}::date::timestamp at time zone ${timeZone}`)
  const end = placedTo ? sql`((${placedTo}::date + 1)::timestamp at time zone ${timeZone})` : null
  if (filter.cursor !== undefined) is.push(isAfter(filter.cursor, end))
  else if (end) is.push(sql`o.placed_at < ${end}`)
  if (filter.fetchRunId) is.push(importedBy(filter.fetchRunId))
  if (filter.unknownProductId) is.push(waitsForProduct(filter.unknownProductId))
  if (filter.tracking) is.push(isTracked(filter.tracking))
  const words = filter.q?.trim()
  if (words) is.push(sql`o.id = any(array(${searched(words, filter)}))`)
  return sql<boolean>`${sql.join(is, sql` and `)}`
}

const lowestId = '00000000-0000-0000-0000-000000000000'

/**
 * Behind the order at which the page before ended, and before an instant. They are one bound: of two, an index would be read from
 * the later one on. They are sub-selects, not constants, so that a page is planned as the first one is, wherever it begins.
 */
function isAfter(cursor: string, end: RawBuilder<unknown> | null): RawBuilder<unknown> {
  const [at, id] = decodeCursor(cursor, [isInstantKey, isIdKey])
  const [placedAt, orderId] = end
    ? [sql`least(${at}::timestamptz, ${end})`, sql`case when ${at}::timestamptz < ${end} then ${id}::uuid else ${lowestId}::uuid end`]
    : [sql`${at}::timestamptz`, sql`${id}::uuid`]
  return sql`(o.placed_at, o.id) < ((select ${placedAt}), (select ${orderId}))`
}

/** Few parcels are on their way to a store at a time, and these have indexes; their orders, which are written anew at each step, have none for it. */
function isTracked(tracking: TrackingFilter): RawBuilder<unknown> {
  if (tracking === 'unshown') return sql`not 'tracking_differs' = any(o.holds) and ${isOrderOf(isUnshown(sql`now()`))}`
  const is = sql`o.tracking = ${tracking}`
  if (tracking === 'none' || tracking === 'confirmed') return is
  return sql`${is} and ${isOrderOf(ofParcel[tracking])}`
}

/** What is so of a parcel `p` and its write `w`, at least, when its order's tracking is. */
const ofParcel = {
  waiting: sql`w.state in ('planned', 'sending', 'unknown')`, sent: sql`p.confirmed_at is null and w.state = 'accepted'`, refused: sql`w.state = 'rejected'`, differs: sql`p.told_number is not null`,
}

const isOrderOf = (parcel: RawBuilder<unknown>) => sql`(o.merchant_id, o.id) in (
  select p.merchant_id, p.order_id from platform_write w join parcel p on p.merchant_id = w.merchant_id and p.id = w.subject_id and p.write_id = w.id where w.kind = 'tracking' and ${parcel})`

/** An account is one merchant's, with whom its index begins. */
function ofAccount(ecAccountId: string): RawBuilder<unknown> {
  return sql`(o.merchant_id, o.ec_account_id) = (select a.merchant_id, a.id from ec_account a where a.id = ${ecAccountId})`
}

/** A run reads one account, which has an index. */
function importedBy(fetchRunId: string): RawBuilder<unknown> {
  return sql`o.fetch_run_id = ${fetchRunId} and (o.merchant_id, o.ec_account_id) = (select r.merchant_id, r.ec_account_id from fetch_run r where r.id = ${fetchRunId})`
}

function waitsForProduct(unknownProductId: string): RawBuilder<unknown> {
  return sql`o.status in ('pending', 'processing') and (o.merchant_id, o.id) in (
    select l.merchant_id, l.order_id from unknown_product u
      join order_line l on l.merchant_id = u.merchant_id and l.product_key = u.product_key and l.product_id is null
     where u.id = ${unknownProductId})`
}

/** The ids of the orders that a search finds: each kind of word by its own index, then together, before any order is read. */
function searched(words: string, filter: OrderFilter): RawBuilder<unknown> {
  const merchant = (table: string) => (filter.merchantId ? sql`and ${sql.ref(`${table}.merchant_id`)} = ${filter.merchantId}` : sql``)
  const account = filter.ecAccountId ? sql`and n.ec_account_id = ${filter.ecAccountId}` : sql``
  const begins = (column: string, prefix: string) => sql`${sql.ref(column)} ~>=~ ${prefix} and ${sql.ref(column)} ~<~ ${prefix + '\u{10ffff}'}`
  const upper = words.toUpperCase()
  return sql`
    (select n.id from orders n where (${begins('n.order_number', words)}) ${merchant('n')} order by n.order_number using ~>~ limit ${searchDepth})
    union (select n.id from orders n where (${begins('n.order_number', upper)}) ${merchant('n')} order by n.order_number using ~>~ limit ${searchDepth})
    union (select p.order_id from parcel p where p.tracking_number = ${upper} ${merchant('p')} limit ${searchDepth})
    union (select l.order_id from order_line l where l.sku = ${words} ${merchant('l')} order by l.order_id desc limit ${searchDepth})
    union (select n.id from orders n where (${begins('n.recipient_name', words)}) ${merchant('n')} order by n.recipient_name using ~<~ limit ${searchDepth})
    union (select n.id from (
             select n.id, n.recipient_name from orders n where true ${merchant('n')} ${account} order by n.placed_at desc, n.id desc limit ${recentOrders}) n
            where strpos(lower(n.recipient_name), ${words.toLowerCase()}) > 0)`
}
