import type { ActorKind } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { storeFigures, type FiguresRow } from '../store-figures.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, isTextKey, pageOf, type Page } from './cursor.ts'
import { containing } from './like.ts'
import type { Named } from './orders.ts'

export interface FiguresView {
  standing: FiguresRow['standing']
  told: number | null
  toldAt: string | null
  toldBy: FiguresRow['told_by']
  sold: number
  expected: number | null
  shown: number | null
  shownAt: string | null
  difference: number | null
  kind: FiguresRow['kind']
  level: number | null
}

export interface DriftView extends FiguresView {
  merchant: Named
  ecAccount: Named
  productId: string
  sku: string
  name: string
}

export interface DriftFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  /** A part of the SKU or the name. */
  q?: string | undefined
}

export const driftShows = ['drift', 'explained', 'not_judged', 'same', 'not_tracked', 'unknown_sku', 'absent'] as const
export type DriftShow = (typeof driftShows)[number]

const showing: Record<DriftShow, RawBuilder<unknown>> = {
  drift: sql`f.kind = 'drift'`,
  explained: sql`f.kind not in ('same', 'drift', 'not_judged')`,
  not_judged: sql`f.kind = 'not_judged'`,
  same: sql`f.kind = 'same'`,
  not_tracked: sql`f.standing = 'not_tracked'`,
  unknown_sku: sql`f.standing = 'unknown_sku'`,
  absent: sql`f.standing = 'absent'`,
}

function within(filter: DriftFilter): RawBuilder<unknown> {
  const is = [sql`true`]
  if (filter.merchantId) is.push(sql`v.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`v.ec_account_id = ${filter.ecAccountId}`)
  const words = filter.q?.trim()
  if (words) is.push(sql`(p.sku ilike ${containing(words)} or p.name ilike ${containing(words)})`)
  return sql`${sql.join(is, sql` and `)}`
}

/** A page of what stores show beside what they should show, by SKU. */
export async function listDrift(tx: Tx, filter: DriftFilter & { show: DriftShow; cursor?: string | undefined; limit: number }): Promise<Page<DriftView>> {
  const [sku, productId, ecAccountId] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isTextKey, isIdKey, isIdKey])
  const after = sku === undefined ? sql`true` : sql`(f.sku, f.product_id, f.ec_account_id) > (${sku}, ${productId}::uuid, ${ecAccountId}::uuid)`
  const { rows } = await sql<FiguresRow & { merchant_name: string; account_name: string }>`
    select f.*, m.name as merchant_name, a.display_name as account_name
      from ${storeFigures(within(filter))} f
      join merchant m on m.merchant_id = f.merchant_id
      join ec_account a on a.merchant_id = f.merchant_id and a.id = f.ec_account_id
     where ${showing[filter.show]} and ${after} order by f.sku, f.product_id, f.ec_account_id limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.sku, row.product_id, row.ec_account_id], (row) => ({
    merchant: { id: row.merchant_id, name: row.merchant_name }, ecAccount: { id: row.ec_account_id, name: row.account_name }, productId: row.product_id, sku: row.sku, name: row.name, ...toFigures(row),
  }))
}

export async function countDrift(tx: Tx, filter: DriftFilter): Promise<Record<DriftShow, number>> {
  const counted = driftShows.map((show) => sql`count(*) filter (where ${showing[show]})::integer as ${sql.ref(show)}`)
  const { rows } = await sql<Record<DriftShow, number>>`select ${sql.join(counted)} from ${storeFigures(within(filter))} f`.execute(tx)
  return rows[0]!
}

export function toFigures(row: FiguresRow): FiguresView {
  return {
    standing: row.standing, told: row.told, toldAt: row.told_at?.toISOString() ?? null, toldBy: row.told_by, sold: row.sold, expected: row.expected,
    shown: row.shown, shownAt: row.shown_at?.toISOString() ?? null, difference: row.difference, kind: row.kind, level: row.level,
  }
}

export interface DriftDecision {
  id: string
  merchant: Named
  ecAccount: Named
  productId: string
  sku: string
  at: string
  action: 'accepted' | 'corrected'
  expected: number
  shown: number
  note: string
  actor: Actor
  stockPushId: string | null
}

interface DecisionRow {
  merchant_id: string
  merchant_name: string
  id: string
  ec_account_id: string
  account_name: string
  product_id: string
  sku: string
  at: Date
  cursor_at: string
  action: DriftDecision['action']
  expected: number
  shown: number
  note: string
  actor_kind: ActorKind
  actor_name: string
  stock_push_id: string | null
}

/** A page of decisions about differences, newest first. */
export async function listDriftDecisions(tx: Tx, filter: { merchantId?: string | undefined; ecAccountId?: string | undefined; productId?: string | undefined; cursor?: string | undefined; limit: number }): Promise<Page<DriftDecision>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is = [sql`true`]
  if (at !== undefined) is.push(sql`(d.at, d.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`d.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`d.ec_account_id = ${filter.ecAccountId}`)
  if (filter.productId) is.push(sql`d.product_id = ${filter.productId}`)
  const { rows } = await sql<DecisionRow>`
    select d.*, ${instantKey(sql`d.at`)} as cursor_at, m.name as merchant_name, a.display_name as account_name, p.sku
      from drift_decision d
      join merchant m on m.merchant_id = d.merchant_id
      join ec_account a on a.merchant_id = d.merchant_id and a.id = d.ec_account_id
      join product p on p.merchant_id = d.merchant_id and p.id = d.product_id
     where ${sql.join(is, sql` and `)} order by d.at desc, d.id desc limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], (row) => ({
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, ecAccount: { id: row.ec_account_id, name: row.account_name }, productId: row.product_id, sku: row.sku,
    at: row.at.toISOString(), action: row.action, expected: row.expected, shown: row.shown, note: row.note, actor: { kind: row.actor_kind, name: row.actor_name }, stockPushId: row.stock_push_id,
  }))
}
