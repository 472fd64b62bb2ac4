import { sendNoticeJob } from '@crossdock/flows/jobs'
import type { JobQueue, NoticeEndpoint, NoticeRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { NoticeEndpointTable } from '../tables.ts'

type EndpointRows = Pick<NoticeRows, 'endpoints' | 'get' | 'find' | 'insert' | 'change' | 'disable' | 'enable' | 'remove'>

export function endpointRows(tx: Tx, jobs: JobQueue): EndpointRows {
  const of = ({ merchantId, id }: Pick<NoticeEndpoint, 'merchantId' | 'id'>) => tx.updateTable('notice_endpoint').where('merchant_id', '=', merchantId).where('id', '=', id)
  return {
    async endpoints() {
      return (await tx.selectFrom('notice_endpoint').selectAll().execute()).map(toEndpoint)
    },
    async get(merchantId, id) {
      const row = await tx.selectFrom('notice_endpoint').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id).executeTakeFirst()
      return row ? toEndpoint(row) : null
    },
    async find(id) {
      const row = await tx.selectFrom('notice_endpoint').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row ? toEndpoint(row) : null
    },
    async insert(endpoint) {
      await tx
        .insertInto('notice_endpoint')
        .values({
          merchant_id: endpoint.merchantId, id: endpoint.id, url: endpoint.url, description: endpoint.description, kinds: endpoint.kinds, enabled: endpoint.enabled,
          sealed_secret: Buffer.from(endpoint.secret.sealed), key_id: endpoint.secret.keyId, created_at: endpoint.createdAt, created_by: endpoint.createdBy,
        })
        .execute()
    },
    async change(ref, { url, description, kinds, failingSince, secret, oldSecret }) {
      const columns = {
        ...(url === undefined ? {} : { url }),
        ...(description === undefined ? {} : { description }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(failingSince === undefined ? {} : { failing_since: failingSince }),
        ...(secret === undefined ? {} : { sealed_secret: Buffer.from(secret.sealed), key_id: secret.keyId }),
        ...(oldSecret === undefined ? {} : { old_sealed_secret: oldSecret && Buffer.from(oldSecret.sealed), old_key_id: oldSecret?.keyId ?? null, old_until: oldSecret?.until ?? null }),
      }
      const byPeople = url !== undefined || description !== undefined || kinds !== undefined
      if (Object.keys(columns).length > 0) await of(ref).set((eb) => ({ ...columns, ...(byPeople ? { version: eb('version', '+', 1) } : {}) })).execute()
    },
    async disable(ref, reason, at) {
      await of(ref).set({ enabled: false, disabled_reason: reason, disabled_at: at }).execute()
    },
    async enable(ref, at) {
      await of(ref).set({ enabled: true, disabled_reason: null, disabled_at: null, failing_since: null }).execute()
      const { rows } = await sql<{ id: string }>`
        update notice set next_attempt_at = ${at}, tries = 0 where merchant_id = ${ref.merchantId} and endpoint_id = ${ref.id} and state = 'waiting' returning id`.execute(tx)
      await jobs.enqueueMissing(sendNoticeJob, rows.map(({ id }) => ({ merchantId: ref.merchantId, id })))
    },
    async remove(ref) {
      await tx.deleteFrom('notice_endpoint').where('merchant_id', '=', ref.merchantId).where('id', '=', ref.id).execute()
    },
  }
}

function toEndpoint(row: Selectable<NoticeEndpointTable>): NoticeEndpoint {
  return {
    merchantId: row.merchant_id, id: row.id, url: row.url, description: row.description, kinds: row.kinds, enabled: row.enabled, disabledReason: row.disabled_reason as NoticeEndpoint['disabledReason'],
    failingSince: row.failing_since, secret: { sealed: row.sealed_secret, keyId: row.key_id }, createdBy: row.created_by, createdAt: row.created_at, version: row.version,
    oldSecret: row.old_sealed_secret && row.old_key_id !== null && row.old_until ? { sealed: row.old_sealed_secret, keyId: row.old_key_id, until: row.old_until } : null,
  }
}
