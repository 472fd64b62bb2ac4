import { newId } from '@crossdock/domain'
import type { TimelineRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'

export function timelineRows(tx: Tx): TimelineRows {
  return {
    async write(merchantId, entries) {
      const [only, ...others] = entries
      if (!only) return
      if (others.length === 0) {
        await sendPrepared(tx, sql`insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data, fetch_run_id)
          values (${merchantId}, ${only.subjectId}, ${newId()}, ${only.type}, ${only.actor.kind}, ${only.actor.name}, ${JSON.stringify(only.data ?? {})}, ${only.fetchRunId ?? null})`)
        return
      }
      await tx
        .insertInto('timeline')
        .values(
          entries.map((entry) => ({
            merchant_id: merchantId,
            subject_id: entry.subjectId,
            id: newId(),
            type: entry.type,
            actor_kind: entry.actor.kind,
            actor_name: entry.actor.name,
            data: JSON.stringify(entry.data ?? {}),
            fetch_run_id: entry.fetchRunId ?? null,
          })),
        )
        .execute()
    },
  }
}
