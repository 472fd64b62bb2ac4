import type { AlertKind, Role } from '@crossdock/domain'
import type { Alert, AlertCause, AlertRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Condition } from '../alerts/condition.ts'
import { conditions } from '../alerts/index.ts'
import type { Tx } from '../database.ts'
import type { AlertTable } from '../tables.ts'

export function alertRows(tx: Tx): AlertRows {
  return {
    async takeRound(now, everyMs) {
      const { rows } = await sql<{ looked_at: Date }>`select only_one from alert_round for update skip locked`.execute(tx)
      if (rows.length === 0) return false
      // A look in the future is a clock that was set back, or a backup: it keeps nobody from looking.
      const { numAffectedRows } = await sql`
        update alert_round set looked_at = ${now} where not (looked_at > ${new Date(now.getTime() - everyMs)} and looked_at <= ${now})`.execute(tx)
      return numAffectedRows === 1n
    },

    async findCauses(now) {
      const causes: AlertCause[] = []
      const unknown = new Map<AlertKind, unknown>()
      for (const [kind, condition] of Object.entries(conditions) as [AlertKind, Condition][]) {
        await sql`savepoint looking`.execute(tx)
        try {
          const found = await condition(tx, now)
          if (found.some((cause) => !(cause.since instanceof Date))) throw new TypeError('A cause has no clock')
          for (const cause of found) causes.push({ kind, ...cause })
        } catch (err) {
          // One that fails keeps nobody from hearing of the others.
          await sql`rollback to savepoint looking`.execute(tx)
          unknown.set(kind, err)
        }
      }
      return { causes, unknown }
    },

    async kept(closedAfter) {
      const { rows } = await sql<Selectable<AlertTable>>`
        select * from alert where closed_at is null
        union all
        select * from (
          select distinct on (a.merchant_id, a.kind, a.group_key) a.* from alert a
           where a.closed_at > ${closedAfter}
             and not exists (select from alert o where o.merchant_id = a.merchant_id and o.kind = a.kind and o.group_key = a.group_key and o.closed_at is null)
           order by a.merchant_id, a.kind, a.group_key, a.closed_at desc) closed`.execute(tx)
      return rows.map(toAlert)
    },

    async closedSince(at) {
      return (await tx.selectFrom('alert').selectAll().where('closed_at', '>', at).execute()).map(toAlert)
    },

    async save(alerts) {
      if (alerts.length === 0) return
      await sql`
        insert into alert (merchant_id, id, kind, group_key, owner, urgency, audience, subject_id, params, since, count, told_count, told_at, opened_at, updated_at, gone_since, closed_at, reopened)
        select * from jsonb_to_recordset(${JSON.stringify(alerts.map(toRow))}::jsonb) as r (
          merchant_id uuid, id uuid, kind text, group_key text, owner text, urgency text, audience text[], subject_id uuid, params jsonb, since timestamptz, count integer, told_count integer, told_at timestamptz,
          opened_at timestamptz, updated_at timestamptz, gone_since timestamptz, closed_at timestamptz, reopened integer)
        on conflict (merchant_id, id) do update set
          owner = excluded.owner, audience = excluded.audience, subject_id = excluded.subject_id, params = excluded.params, since = excluded.since, count = excluded.count,
          told_count = excluded.told_count, told_at = excluded.told_at, updated_at = excluded.updated_at, gone_since = excluded.gone_since, closed_at = excluded.closed_at, reopened = excluded.reopened`.execute(tx)
    },

    async unsee(alerts) {
      if (alerts.length === 0) return
      await sql`
        delete from alert_seen s using unnest(${alerts.map((each) => each.merchantId)}::uuid[], ${alerts.map((each) => each.id)}::uuid[]) as a (merchant_id, id)
         where s.merchant_id = a.merchant_id and s.alert_id = a.id`.execute(tx)
    },

    async see(reader, ids, at) {
      const { rows } = await sql<{ seen: number }>`
        with named as (select a.merchant_id, a.id from alert a where ${reader.role} = any(a.audience) and ${ids === null ? sql`a.closed_at is null` : sql`a.id = any(${[...ids]}::uuid[])`}),
        marked as (insert into alert_seen (merchant_id, alert_id, reader_id, seen_at) select merchant_id, id, ${reader.id}, ${at} from named on conflict do nothing)
        select count(*)::integer as seen from named`.execute(tx)
      return rows[0]?.seen ?? 0
    },

    async prune(closedBefore) {
      const { numAffectedRows } = await sql`delete from alert where closed_at < ${closedBefore}`.execute(tx)
      return Number(numAffectedRows ?? 0)
    },
  }
}

const toRow = (alert: Alert) => ({
  merchant_id: alert.merchantId, id: alert.id, kind: alert.kind, group_key: alert.groupKey, owner: alert.owner, urgency: alert.urgency, audience: alert.audience, subject_id: alert.subjectId,
  params: alert.params, since: alert.since, count: alert.count, told_count: alert.toldCount, told_at: alert.toldAt, opened_at: alert.openedAt, updated_at: alert.updatedAt, gone_since: alert.goneSince,
  closed_at: alert.closedAt, reopened: alert.reopened,
})

export function toAlert(row: Selectable<AlertTable>): Alert {
  return {
    merchantId: row.merchant_id, id: row.id, kind: row.kind as AlertKind, groupKey: row.group_key, owner: row.owner as Alert['owner'], urgency: row.urgency as Alert['urgency'],
    audience: row.audience as Role[], subjectId: row.subject_id, params: row.params as Alert['params'], since: row.since, count: row.count, toldCount: row.told_count, toldAt: row.told_at, openedAt: row.opened_at,
    updatedAt: row.updated_at, goneSince: row.gone_since, closedAt: row.closed_at, reopened: row.reopened,
  }
}
