import type { SystemTrouble, SystemTroubleRows } from '@crossdock/flows/ports'
import { newId } from '@crossdock/domain'
import type { Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { SystemTroubleTable } from '../tables.ts'

export function systemTroubleRows(tx: Tx): SystemTroubleRows {
  return {
    async find(kind, subject) {
      const row = await tx.selectFrom('system_trouble').selectAll().where('kind', '=', kind).where('subject', '=', subject).where('ended_at', 'is', null).executeTakeFirst()
      return row ? toSystemTrouble(row) : null
    },
    async raise(kind, subject, detail, at) {
      const id = newId()
      const row = await tx
        .insertInto('system_trouble')
        .values({ id, kind, subject, detail, began_at: at, seen_at: at })
        .onConflict((conflict) => conflict.columns(['kind', 'subject']).where('ended_at', 'is', null).doUpdateSet({ detail, seen_at: at }))
        .returning('id')
        .executeTakeFirstOrThrow()
      return row.id === id
    },
    async end(kind, subject, at) {
      const row = await tx
        .updateTable('system_trouble')
        .set({ ended_at: at })
        .where('kind', '=', kind)
        .where('subject', '=', subject)
        .where('ended_at', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
    async takeUnseen(since, at) {
      const rows = await tx.updateTable('system_trouble').set({ seen_at: at }).where('ended_at', 'is', null).where('seen_at', '<', since).returningAll().execute()
      return rows.map(toSystemTrouble)
    },
  }
}

function toSystemTrouble(row: Selectable<SystemTroubleTable>): SystemTrouble {
  return { kind: row.kind as SystemTrouble['kind'], subject: row.subject, detail: row.detail, beganAt: row.began_at, seenAt: row.seen_at }
}
