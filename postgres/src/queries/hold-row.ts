import { ownerOf, releasableByPerson, type ActorKind, type HoldOwner, type HoldReason } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { HoldTable } from '../tables.ts'

export interface HoldView {
  id: string
  reason: HoldReason
  owner: HoldOwner
  note: string | null
  placedBy: Actor
  createdAt: string
  /** What exactly stands in the way: codes, SKUs, differences. */
  detail: Record<string, unknown>
  releasedAt: string | null
  releasedBy: Actor | null
  releaseNote: string | null
  releasableByHand: boolean
}

export type HoldRow = Omit<Selectable<HoldTable>, 'merchant_id' | 'order_id' | 'reason' | 'detail'> & { reason: HoldReason; detail: Record<string, unknown> }

/** What a hold is shown by. By name: a statement that is kept prepared must not change with the table. */
export const holdColumns = sql`id, reason, note, detail, placed_by_kind, placed_by_name, created_at, released_at, released_by_kind, released_by_name, release_note`

export function toHold(row: HoldRow): HoldView {
  return {
    id: row.id,
    reason: row.reason,
    owner: ownerOf(row.reason),
    note: row.note,
    placedBy: { kind: row.placed_by_kind as ActorKind, name: row.placed_by_name },
    createdAt: row.created_at.toISOString(),
    detail: row.detail,
    releasedAt: row.released_at?.toISOString() ?? null,
    releasedBy: row.released_by_kind === null ? null : { kind: row.released_by_kind as ActorKind, name: row.released_by_name ?? '' },
    releaseNote: row.release_note,
    releasableByHand: row.released_at === null && releasableByPerson.includes(row.reason),
  }
}
