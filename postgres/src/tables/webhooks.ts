import type { WebhookRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

export function webhookRows(tx: Tx): WebhookRows {
  return {
    async subscriptions(ref) {
      const rows = await tx.selectFrom('webhook_subscription').selectAll().where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id).execute()
      return rows.map((row) => ({ topic: row.topic, url: row.url, platformWebhookId: row.platform_webhook_id, sealedSecret: row.sealed_secret, keyId: row.key_id }))
    },
    async saveSubscription(ref, subscription) {
      const columns = { url: subscription.url, platform_webhook_id: subscription.platformWebhookId, sealed_secret: Buffer.from(subscription.sealedSecret), key_id: subscription.keyId }
      await tx
        .insertInto('webhook_subscription')
        .values({ merchant_id: ref.merchantId, ec_account_id: ref.id, topic: subscription.topic, ...columns })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id', 'topic']).doUpdateSet(columns))
        .execute()
    },
    async isAsked(ref, url) {
      const { rows } = await sql`
        select from platform_write
         where merchant_id = ${ref.merchantId} and ec_account_id = ${ref.id} and kind = 'webhook_subscription' and state in ('planned', 'sending', 'unknown') and request ->> 'url' = ${url}`.execute(tx)
      return rows.length > 0
    },
    async forgetSubscriptions(ref) {
      await tx.deleteFrom('webhook_subscription').where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id).execute()
    },
    async keepDelivery(ref, delivery) {
      const row = await tx
        .insertInto('webhook_delivery')
        .values({ merchant_id: ref.merchantId, ec_account_id: ref.id, webhook_id: delivery.webhookId, kind: delivery.kind, platform_order_id: delivery.platformOrderId })
        .onConflict((conflict) => conflict.doNothing())
        .returning('webhook_id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
