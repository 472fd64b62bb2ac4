import type { WriteState } from '@crossdock/domain'
import type { Selectable } from 'kysely'
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

export type WriteRow = Omit<Selectable<PlatformWriteTable>, 'request' | 'answer' | 'state'> & { state: WriteState }

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
