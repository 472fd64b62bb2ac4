import type { WriteState } from '@crossdock/domain'
import { sql, type Selectable } from 'kysely'
import type { PlatformWriteTable } from '../tables.ts'

/** For what an open write waits: the store's connection, its turn, the platform, or a person's answer. */
export type WaitingFor = 'connection' | 'turn' | 'platform' | 'person' | null

/** One write to a platform as screens show it. Instants are ISO 8601. */
export interface WriteView {
  id: string
  part: number
  state: WriteState
  idempotencyKey: string
  attempts: number
  plannedAt: string
  sentAt: string | null
  settledAt: string | null
  nextAttemptAt: string | null
  waitingFor: WaitingFor
  askedAt: string | null
  leftAt: string | null
  status: number | null
  errorCode: string | null
  error: string | null
}

type Shown = 'id' | 'part' | 'idempotency_key' | 'attempts' | 'planned_at' | 'sent_at' | 'settled_at' | 'next_attempt_at' | 'asked_at' | 'left_at' | 'http_status' | 'error_code' | 'error'
export type WriteRow = Pick<Selectable<PlatformWriteTable>, Shown> & { state: WriteState }

/** The same, of `w`. By name: a statement that is kept prepared must not change with the table. */
export const writeColumns = sql`w.id, w.part, w.state, w.idempotency_key, w.attempts, w.planned_at, w.sent_at, w.settled_at, w.next_attempt_at, w.asked_at, w.left_at, w.http_status, w.error_code, w.error`

/** @param connected whether the write's EC account is connected now */
export function toWriteView(row: WriteRow, connected: boolean): WriteView {
  const open = isOpen(row.state)
  return {
    id: row.id,
    part: row.part,
    state: row.state,
    idempotencyKey: row.idempotency_key,
    attempts: row.attempts,
    plannedAt: row.planned_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
    settledAt: row.settled_at?.toISOString() ?? null,
    nextAttemptAt: open && row.asked_at === null ? row.next_attempt_at.toISOString() : null,
    waitingFor: waitingFor(row, connected),
    askedAt: row.asked_at?.toISOString() ?? null,
    leftAt: row.left_at?.toISOString() ?? null,
    status: row.http_status,
    errorCode: row.error_code,
    error: row.error,
  }
}

export function waitingFor(write: { state: WriteState; attempts: number; asked_at: Date | null }, connected: boolean): WaitingFor {
  if (!isOpen(write.state)) return null
  if (write.asked_at !== null) return 'person'
  if (!connected) return 'connection'
  return write.state === 'planned' && write.attempts === 0 ? 'turn' : 'platform'
}

function isOpen(state: WriteState): boolean {
  return state !== 'accepted' && state !== 'rejected'
}
