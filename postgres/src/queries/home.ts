import { ownerOf, type DisconnectReason, type FetchRunStatus, type HoldOwner, type HoldReason } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { aliveSeconds } from '../heartbeat.ts'
import { accountsAgeingOut, toAgeing, type CoverageView } from './coverage.ts'
import { readOrderFigures, type Of, type OrderFigures } from './home-figures.ts'
import type { Named } from './orders.ts'
import { countDrift } from './stock-drift.ts'
import { countAtRisk } from './stock-exposure.ts'

/** What needs someone, most pressing first in each list. Instants are ISO 8601. */
export interface HomeView extends OrderFigures {
  troubledAccounts: { id: string; displayName: string; merchant: Named; status: 'disconnected' | 'degraded'; since: string | null; reason: DisconnectReason | null; detail: string | null }[]
  ageingAccounts: (NonNullable<CoverageView['ageing']> & { id: string; displayName: string; merchant: Named })[]
  holds: { reason: HoldReason; owner: HoldOwner; orders: number; oldestAt: string }[]
  refused: { writeId: string; kind: string; ecAccount: Named; subject: { kind: 'order' | 'stock_push' | 'ec_account'; id: string; label: string }; error: string; asked: boolean; at: string }[]
  nextSlots: { ecAccountId: string; displayName: string; merchant: Named; at: string }[]
  lastRuns: { id: string; ecAccount: Named; status: FetchRunStatus; new: number; held: number; at: string; error: string | null }[]
  unknownProducts: number
  /** What the stores can sell beyond what is free here. */
  stockAtRisk: { skus: number; units: number }
  stockDrift: number
  pushProposals: number
  /** Whether any process works at all: without one nothing is fetched, sent or told. */
  workers: { alive: boolean; seenAt: string | null }
  firstSteps: { salesChannel: boolean; ecAccount: boolean; connected: boolean; mapping: boolean; shipped: boolean }
}

/** Each list shows at most this many. */
const shown = 10

/** @param now the day and the hours that are counted end with it, in the warehouse's time zone */
export async function readHome(tx: Tx, asked: { merchantId?: string | undefined; now: Date; timeZone: string }): Promise<HomeView> {
  const of: Of = (alias) => (asked.merchantId ? sql`${sql.ref(`${alias}.merchant_id`)} = ${asked.merchantId}` : sql`true`)
  return {
    troubledAccounts: await readTroubled(tx, of),
    ageingAccounts: await readAgeing(tx, of, asked.now),
    holds: await readHolds(tx, of),
    refused: await readRefused(tx, of),
    nextSlots: await readNextSlots(tx, of),
    lastRuns: await readLastRuns(tx, of),
    unknownProducts: await countUnknownProducts(tx, of),
    stockAtRisk: await countAtRisk(tx, asked.merchantId),
    stockDrift: (await countDrift(tx, { merchantId: asked.merchantId })).drift,
    pushProposals: await countProposals(tx, of),
    workers: await readWorkers(tx),
    firstSteps: await readFirstSteps(tx, of),
    ...(await readOrderFigures(tx, of, asked)),
  }
}

async function readWorkers(tx: Tx): Promise<HomeView['workers']> {
  const { rows } = await sql<{ alive: boolean | null; seen_at: Date | null }>`
    select bool_or(seen_at > now() - make_interval(secs => ${aliveSeconds})) as alive, max(seen_at) as seen_at from process_heartbeat where role in ('all', 'worker')`.execute(tx)
  return { alive: rows[0]!.alive === true, seenAt: rows[0]!.seen_at?.toISOString() ?? null }
}

async function readTroubled(tx: Tx, of: Of): Promise<HomeView['troubledAccounts']> {
  const { rows } = await sql<{ id: string; display_name: string; merchant_id: string; merchant_name: string; disconnected: boolean; since: Date | null; reason: DisconnectReason | null; detail: string | null }>`
    select a.id, a.display_name, a.merchant_id, m.name as merchant_name, a.connection_status = 'disconnected' as disconnected,
           case when a.connection_status = 'disconnected' then a.status_since else a.degraded_since end as since,
           case when a.connection_status = 'disconnected' then a.disconnect_reason end as reason, a.trouble ->> 'message' as detail
      from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where ${of('a')} and (a.connection_status = 'disconnected' or (a.connection_status = 'connected' and a.degraded_since is not null))
     order by disconnected desc, since nulls last, a.id limit ${shown}`.execute(tx)
  return rows.map((row) => ({
    id: row.id, displayName: row.display_name, merchant: { id: row.merchant_id, name: row.merchant_name }, status: row.disconnected ? 'disconnected' : 'degraded',
    since: row.since?.toISOString() ?? null, reason: row.reason, detail: row.detail,
  }))
}

async function readAgeing(tx: Tx, of: Of, now: Date): Promise<HomeView['ageingAccounts']> {
  const ageing = (await accountsAgeingOut(tx, now, of('a'))).slice(0, shown)
  if (ageing.length === 0) return []
  const { rows } = await sql<{ id: string; display_name: string; merchant_id: string; merchant_name: string }>`
    select a.id, a.display_name, a.merchant_id, m.name as merchant_name from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where (a.merchant_id, a.id) in (select * from unnest(${ageing.map((each) => each.merchantId)}::uuid[], ${ageing.map((each) => each.ecAccountId)}::uuid[]))`.execute(tx)
  return ageing.flatMap((each) => {
    const row = rows.find((account) => account.id === each.ecAccountId)
    return row ? [{ ...toAgeing(each), id: row.id, displayName: row.display_name, merchant: { id: row.merchant_id, name: row.merchant_name } }] : []
  })
}

async function readHolds(tx: Tx, of: Of): Promise<HomeView['holds']> {
  const { rows } = await sql<{ reason: HoldReason; orders: number; oldest_at: Date }>`
    select h.reason, count(*) as orders, min(h.created_at) as oldest_at
      from hold h where ${of('h')} and h.released_at is null group by h.reason order by count(*) desc, h.reason`.execute(tx)
  return rows.map((row) => ({ reason: row.reason, owner: ownerOf(row.reason), orders: row.orders, oldestAt: row.oldest_at.toISOString() }))
}

async function readRefused(tx: Tx, of: Of): Promise<HomeView['refused']> {
  const { rows } = await sql<{ id: string; kind: string; account_id: string; account_name: string; order_id: string | null; order_number: string | null; push_id: string | null; push_label: string | null; error: string; asked: boolean; at: Date }>`
    select w.id, w.kind, w.ec_account_id as account_id, coalesce(a.display_name, w.request ->> 'displayName', '–') as account_name, o.id as order_id, o.order_number, p.id as push_id,
           coalesce(i.number, p.kind) as push_label, coalesce(w.error, w.error_code, '') as error, w.asked_at is not null as asked, coalesce(w.settled_at, w.asked_at) as at
      from ((select w.* from platform_write w where ${of('w')} and w.asked_at is not null order by w.asked_at limit ${shown})
            union all (select w.* from platform_write w where ${of('w')} and w.state = 'rejected' and w.left_at is null and w.error_code is distinct from 'account_deleted' order by w.settled_at desc limit ${shown})) w
      left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id
      left join parcel c on w.kind = 'tracking' and c.merchant_id = w.merchant_id and c.id = w.subject_id
      left join orders o on o.merchant_id = c.merchant_id and o.id = c.order_id
      left join stock_push p on w.kind in ('stock_increment', 'stock_overwrite') and p.merchant_id = w.merchant_id and p.id = w.subject_id
      left join inbound i on i.merchant_id = p.merchant_id and i.id = p.inbound_id
     order by w.asked_at is null, coalesce(w.settled_at, w.asked_at) desc limit ${shown}`.execute(tx)
  return rows.map((row) => ({
    writeId: row.id, kind: row.kind, ecAccount: { id: row.account_id, name: row.account_name }, error: row.error, asked: row.asked, at: row.at.toISOString(),
    subject: subjectOf(row),
  }))
}

function subjectOf(row: { order_id: string | null; order_number: string | null; push_id: string | null; push_label: string | null; account_id: string; account_name: string }): HomeView['refused'][number]['subject'] {
  if (row.order_id !== null) return { kind: 'order', id: row.order_id, label: row.order_number ?? '' }
  if (row.push_id !== null) return { kind: 'stock_push', id: row.push_id, label: row.push_label ?? '' }
  return { kind: 'ec_account', id: row.account_id, label: row.account_name }
}

async function readNextSlots(tx: Tx, of: Of): Promise<HomeView['nextSlots']> {
  const { rows } = await sql<{ id: string; display_name: string; merchant_id: string; merchant_name: string; at: Date }>`
    select a.id, a.display_name, a.merchant_id, m.name as merchant_name, a.next_fetch_at as at
      from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where ${of('a')} and a.fetch_enabled and a.connection_status = 'connected' and a.next_fetch_at is not null
     order by a.next_fetch_at, a.id limit ${shown}`.execute(tx)
  return rows.map((row) => ({ ecAccountId: row.id, displayName: row.display_name, merchant: { id: row.merchant_id, name: row.merchant_name }, at: row.at.toISOString() }))
}

async function readLastRuns(tx: Tx, of: Of): Promise<HomeView['lastRuns']> {
  const { rows } = await sql<{ id: string; account_id: string; account_name: string; status: FetchRunStatus; new: number; held: number; at: Date; error: string | null }>`
    select r.id, a.id as account_id, a.display_name as account_name, r.status, r.new, r.held, coalesce(r.finished_at, r.started_at, r.created_at) as at, r.error ->> 'message' as error
      from (select r.* from fetch_run r where ${of('r')} order by r.id desc limit ${shown}) r
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
     order by r.id desc`.execute(tx)
  return rows.map((row) => ({
    id: row.id, ecAccount: { id: row.account_id, name: row.account_name }, status: row.status, new: row.new, held: row.held, at: row.at.toISOString(), error: row.error,
  }))
}

/** Those that an open order waits for, as the list under Unknown Products shows them. */
async function countUnknownProducts(tx: Tx, of: Of): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from unknown_product u
     where ${of('u')} and u.resolved_at is null and exists (
       select from order_line l join orders o on o.merchant_id = l.merchant_id and o.id = l.order_id
        where l.merchant_id = u.merchant_id and l.product_key = u.product_key and l.product_id is null and o.status in ('pending', 'processing'))`.execute(tx)
  return rows[0]?.count ?? 0
}

async function countProposals(tx: Tx, of: Of): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from push_proposal p where ${of('p')} and p.state = 'open'`.execute(tx)
  return rows[0]?.count ?? 0
}

async function readFirstSteps(tx: Tx, of: Of): Promise<HomeView['firstSteps']> {
  const { rows } = await sql<{ channel: boolean; account: boolean; connected: boolean; mapping: boolean; shipped: boolean }>`
    select exists (select from sales_channel c where ${of('c')}) as channel,
           exists (select from ec_account a where ${of('a')}) as account,
           exists (select from ec_account a where ${of('a')} and a.first_connected_at is not null) as connected,
           exists (select from shipping_type_mapping s where ${of('s')}) as mapping,
           exists (select from parcel p where ${of('p')}) as shipped`.execute(tx)
  const { channel = false, account = false, connected = false, mapping = false, shipped = false } = rows[0] ?? {}
  return { salesChannel: channel, ecAccount: account, connected, mapping, shipped }
}
