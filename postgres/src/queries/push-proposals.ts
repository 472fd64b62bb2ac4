import type { ActorKind, PushProposalState } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface ProposalView {
  id: string
  ecAccount: Named
  productId: string
  sku: string
  quantity: number
  state: PushProposalState
  note: string
  createdAt: string
  actor: Actor
  decision: { at: string; actor: Actor; note: string | null; stockPushId: string | null } | null
}

export interface ListedProposal extends ProposalView {
  merchant: Named
  inbound: { id: string; number: string }
}

export interface ProposalFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  productId?: string | undefined
  inboundId?: string | undefined
  state?: PushProposalState | undefined
}

interface ProposalRow {
  merchant_id: string
  merchant_name: string
  id: string
  ec_account_id: string
  account_name: string
  product_id: string
  sku: string
  inbound_id: string
  inbound_number: string
  quantity: number
  state: PushProposalState
  note: string
  created_at: Date
  cursor_at: string
  actor_kind: ActorKind
  actor_name: string
  decided_at: Date | null
  decided_by_kind: ActorKind | null
  decided_by_name: string | null
  decision_note: string | null
  stock_push_id: string | null
}

/** A page of proposals, newest first. */
export async function listProposals(tx: Tx, filter: ProposalFilter & { cursor?: string | undefined; limit: number }): Promise<Page<ListedProposal>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is: RawBuilder<unknown>[] = [sql`true`]
  if (at !== undefined) is.push(sql`(p.created_at, p.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`p.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`p.ec_account_id = ${filter.ecAccountId}`)
  if (filter.productId) is.push(sql`p.product_id = ${filter.productId}`)
  if (filter.inboundId) is.push(sql`p.inbound_id = ${filter.inboundId}`)
  if (filter.state) is.push(sql`p.state = ${filter.state}`)
  const { rows } = await sql<ProposalRow>`
    select p.*, ${instantKey(sql`p.created_at`)} as cursor_at, m.name as merchant_name, a.display_name as account_name, k.sku, i.number as inbound_number
      from push_proposal p
      join merchant m on m.merchant_id = p.merchant_id
      join ec_account a on a.merchant_id = p.merchant_id and a.id = p.ec_account_id
      join product k on k.merchant_id = p.merchant_id and k.id = p.product_id
      join inbound i on i.merchant_id = p.merchant_id and i.id = p.inbound_id
     where ${sql.join(is, sql` and `)} order by p.created_at desc, p.id desc limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], toProposal)
}

function toProposal(row: ProposalRow): ListedProposal {
  return {
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, ecAccount: { id: row.ec_account_id, name: row.account_name }, productId: row.product_id, sku: row.sku,
    inbound: { id: row.inbound_id, number: row.inbound_number }, quantity: row.quantity, state: row.state, note: row.note, createdAt: row.created_at.toISOString(),
    actor: { kind: row.actor_kind, name: row.actor_name },
    decision: row.decided_at && {
      at: row.decided_at.toISOString(), actor: { kind: row.decided_by_kind ?? 'system', name: row.decided_by_name ?? '' }, note: row.decision_note, stockPushId: row.stock_push_id,
    },
  }
}
