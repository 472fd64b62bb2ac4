import type { MailChoice } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'

type MailState = 'waiting' | 'sending' | 'sent' | 'unknown' | 'failed'

export interface MailView {
  id: string
  to: string
  kind: 'at_once' | 'digest'
  subject: string
  state: MailState
  attempts: number
  createdAt: string
  nextAttemptAt: string | null
  settledAt: string | null
  answer: string | null
}

/** A page of the mails that were or will be sent, newest first. */
export async function listMails(tx: Tx, filter: { state?: MailState | undefined; cursor?: string | undefined; limit: number }): Promise<Page<MailView>> {
  const [id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isIdKey])
  const is = [sql`state <> 'nothing_to_say'`]
  if (id !== undefined) is.push(sql`id < ${id}::uuid`)
  if (filter.state) is.push(sql`state = ${filter.state}`)
  const { rows } = await sql<{ id: string; to_address: string; kind: 'at_once' | 'digest'; subject: string; state: MailState; attempts: number; created_at: Date; next_attempt_at: Date; settled_at: Date | null; answer: string | null }>`
    select id, to_address, kind, subject, state, attempts, created_at, next_attempt_at, settled_at, answer from mail where ${sql.join(is, sql` and `)} order by id desc limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.id], (row) => ({
    id: row.id, to: row.to_address, kind: row.kind, subject: row.subject, state: row.state, attempts: row.attempts, createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null, settledAt: row.settled_at?.toISOString() ?? null, answer: row.answer,
  }))
}

export async function mailState(tx: Tx, id: string): Promise<MailState | null> {
  const { rows } = await sql<{ state: MailState }>`select state from mail where id = ${id}`.execute(tx)
  return rows[0]?.state ?? null
}

export async function getMailChoice(tx: Tx, merchantId: string, userId: string): Promise<MailChoice | null> {
  const { rows } = await sql<{ mode: MailChoice['mode']; digest_hour: number; language: MailChoice['language'] }>`select mode, digest_hour, language from mail_choice where merchant_id = ${merchantId} and user_id = ${userId}`.execute(tx)
  return rows[0] ? { mode: rows[0].mode, digestHour: rows[0].digest_hour, language: rows[0].language } : null
}
