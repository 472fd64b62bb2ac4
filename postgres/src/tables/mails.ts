import { sendMailJob } from '@crossdock/flows/jobs'
import type { JobQueue, MailChoice, MailRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

export function mailRows(tx: Tx, jobs: JobQueue): MailRows {
  return {
    async setting() {
      const row = await tx.selectFrom('mail_setting').selectAll().executeTakeFirst()
      if (!row) return null
      return {
        enabled: row.enabled, host: row.host, port: row.port, security: row.security as 'tls', username: row.username, fromAddress: row.from_address, language: row.language as 'en', savedAt: row.saved_at, version: row.version,
        sealedPassword: row.sealed_password && row.key_id !== null ? { sealed: row.sealed_password, keyId: row.key_id } : null,
      }
    },
    async lockSetting() {
      return (await tx.selectFrom('mail_setting').select('version').forUpdate().executeTakeFirst())?.version ?? 0
    },
    async saveSetting(setting) {
      const columns = {
        enabled: setting.enabled, host: setting.host, port: setting.port, security: setting.security, username: setting.username, from_address: setting.fromAddress, language: setting.language,
        saved_at: setting.savedAt, version: setting.version, sealed_password: setting.sealedPassword && Buffer.from(setting.sealedPassword.sealed), key_id: setting.sealedPassword?.keyId ?? null,
      }
      await tx.insertInto('mail_setting').values({ only_one: true, ...columns }).onConflict((conflict) => conflict.column('only_one').doUpdateSet(columns)).execute()
    },
    async choices() {
      const rows = await tx.selectFrom('mail_choice').selectAll().execute()
      return new Map(rows.map((row) => [`${row.merchant_id} ${row.user_id}`, { mode: row.mode as MailChoice['mode'], digestHour: row.digest_hour, language: row.language as MailChoice['language'] }]))
    },
    async saveChoice(merchantId, userId, choice) {
      const columns = { mode: choice.mode, digest_hour: choice.digestHour, language: choice.language }
      await tx.insertInto('mail_choice').values({ merchant_id: merchantId, user_id: userId, ...columns }).onConflict((conflict) => conflict.columns(['merchant_id', 'user_id']).doUpdateSet(columns)).execute()
    },
    async digestsMade(days) {
      const { rows } = await sql<{ user_id: string; day: string }>`select user_id, digest_day as day from mail where kind = 'digest' and digest_day = any(${[...days]}::date[])`.execute(tx)
      return new Set(rows.map((row) => `${row.user_id} ${row.day}`))
    },

    async add(mails) {
      if (mails.length === 0) return
      const added = await tx
        .insertInto('mail')
        .values(
          mails.map((mail) => ({
            merchant_id: mail.merchantId, id: mail.id, user_id: mail.userId, to_address: mail.to, kind: mail.kind, digest_day: mail.digestDay, subject: mail.subject, body_text: mail.text, body_html: mail.html,
            state: mail.wanted ? 'waiting' : 'nothing_to_say', created_at: mail.at, next_attempt_at: mail.at, settled_at: mail.wanted ? null : mail.at,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .returning(['merchant_id', 'id', 'state'])
        .execute()
      for (const row of added) if (row.state === 'waiting') await jobs.enqueue(sendMailJob, { merchantId: row.merchant_id, id: row.id })
    },
    async take(merchantId, id, { holder, until, now }) {
      const { rows } = await sql<{ to_address: string; subject: string; body_text: string; body_html: string; attempts: number; created_at: Date }>`
        update mail set state = 'sending', attempts = attempts + 1, lease_until = ${until}, lease_holder = ${holder}
         where merchant_id = ${merchantId} and id = ${id} and state = 'waiting' and next_attempt_at <= ${now}
         returning to_address, subject, body_text, body_html, attempts, created_at`.execute(tx)
      const [row] = rows
      return row ? { merchantId, id, to: row.to_address, subject: row.subject, text: row.body_text, html: row.body_html, attempts: row.attempts, createdAt: row.created_at } : null
    },
    async settle({ merchantId, id, attempts }, outcome) {
      const row = await tx
        .updateTable('mail')
        .set({
          state: outcome.state, answer: outcome.answer, lease_until: null, lease_holder: null,
          ...(outcome.state === 'waiting' ? { next_attempt_at: outcome.nextAttemptAt } : { settled_at: outcome.at }),
        })
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('attempts', '=', attempts).where('state', '=', 'sending')
        .returning('id')
        .executeTakeFirst()
      if (row && outcome.state === 'waiting') await jobs.enqueue(sendMailJob, { merchantId, id }, outcome.nextAttemptAt)
    },
    async giveUpLost(now) {
      const { numAffectedRows } = await sql`
        update mail set state = 'unknown', settled_at = ${now}, lease_until = null, lease_holder = null, answer = 'The process that was sending it ended before the mail server had answered.'
         where state = 'sending' and lease_until < ${now}`.execute(tx)
      return Number(numAffectedRows ?? 0)
    },
    async due(now, limit) {
      const rows = await tx.selectFrom('mail').select(['merchant_id', 'id']).where('state', '=', 'waiting').where('next_attempt_at', '<=', now).orderBy('next_attempt_at').limit(limit).execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
    },
    async reopen(id, at) {
      const { rows } = await sql<{ merchant_id: string; reopened: boolean }>`
        with found as (select merchant_id, id, state from mail where id = ${id} and state <> 'nothing_to_say' for update),
        done as (update mail m set state = 'waiting', settled_at = null, next_attempt_at = ${at} from found f
                  where m.merchant_id = f.merchant_id and m.id = f.id and f.state in ('failed', 'unknown') returning m.id)
        select f.merchant_id, exists (select from done) as reopened from found f`.execute(tx)
      const [row] = rows
      if (!row) return null
      if (row.reopened) await jobs.enqueue(sendMailJob, { merchantId: row.merchant_id, id })
      return row.reopened
    },
    async prune(before) {
      const { numAffectedRows } = await sql`delete from mail where created_at < ${before} and state not in ('waiting', 'sending')`.execute(tx)
      return Number(numAffectedRows ?? 0)
    },
  }
}
