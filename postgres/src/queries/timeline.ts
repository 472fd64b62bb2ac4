import type { ActorKind } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'

export interface TimelineView {
  id: string
  at: string
  type: string
  actor: Actor
  data: Record<string, unknown>
}

/** What happened to an order or an EC account, newest first: the ids are time-ordered. */
export async function listTimeline(tx: Tx, subject: { merchantId: string; id: string }, page: { cursor?: string | undefined; limit: number }): Promise<Page<TimelineView>> {
  const [after] = page.cursor === undefined ? [] : decodeCursor(page.cursor, [isIdKey])
  let query = tx.selectFrom('timeline').selectAll().where('merchant_id', '=', subject.merchantId).where('subject_id', '=', subject.id)
  if (after !== undefined) query = query.where('id', '<', after)
  const rows = await query.orderBy('id', 'desc').limit(page.limit + 1).execute()
  return pageOf(rows, page.limit, (row) => [row.id], (row) => ({
    id: row.id, at: row.at.toISOString(), type: row.type, actor: { kind: row.actor_kind as ActorKind, name: row.actor_name }, data: row.data as Record<string, unknown>,
  }))
}
