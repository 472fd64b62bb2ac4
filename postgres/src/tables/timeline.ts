import { newId } from '@crossdock/domain'
import type { TimelineRows } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'

export function timelineRows(tx: Tx): TimelineRows {
  return {
    async write(merchantId, entries) {
      if (entries.length === 0) return
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
