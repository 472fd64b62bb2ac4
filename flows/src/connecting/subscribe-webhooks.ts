import { newId } from '@crossdock/domain'
import { merchantScope, system, type EcAccount, type Needs, type Transaction } from '../ports/index.ts'
import type { Executor } from '../writing/executor.ts'
import { openStore } from './access.ts'
import { webhookSecretPlace } from './webhook-secrets.ts'

export const webhookPath = (account: Pick<EcAccount, 'platform' | 'id'>) => `/api/webhooks/${account.platform}/${account.id}`

/**
 * Plans that the store is asked for webhooks, where it has them and can reach us.
 * @returns whether it was planned; one for the same address that is still open does for this too
 */
export async function planSubscription(needs: Pick<Needs, 'webhooks' | 'connectors' | 'publicUrl'>, tx: Transaction, account: EcAccount): Promise<boolean> {
  if (!needs.webhooks || !needs.connectors.get(account.platform)?.webhooks) return false
  const request = { url: needs.publicUrl + webhookPath(account) }
  if (await tx.webhooks.isAsked(account, request.url)) return false
  const id = newId()
  const part = await tx.accounts.nextWritePart(account, 'webhook_subscription')
  await tx.writes.plan(account.merchantId, [{ id, ecAccountId: account.id, kind: 'webhook_subscription', subjectId: account.id, part, idempotencyKey: id, request }])
  return true
}

/**
 * Subscribes our address to every topic, and ends our subscriptions that point to an address from before. The same pair
 * again answers with the first subscription, so asking twice does no harm.
 */
export const subscriptionExecutor: Executor = {
  async send(needs, { write, account, signal }) {
    const { url } = write.request as { url: string }
    const { webhooks } = openStore(needs, account, { signal })
    if (!webhooks) return { topics: [] }
    for (const topic of webhooks.topics) {
      const { id, secret } = await webhooks.subscribe(topic, url)
      needs.failpoint?.('webhook.subscribed')
      const { sealed, keyId } = needs.vault.seal(secret, webhookSecretPlace(account, topic))
      const subscription = { topic, url, platformWebhookId: id, sealedSecret: sealed, keyId }
      await needs.store.transact(merchantScope(account.merchantId), (tx) => tx.webhooks.saveSubscription(account, subscription))
    }
    for (const old of await webhooks.list()) {
      if (old.url !== url && URL.parse(old.url)?.pathname === webhookPath(account)) await webhooks.unsubscribe(old.id)
    }
    return { topics: [...webhooks.topics] }
  },
  async record(tx, write, outcome) {
    if (outcome.state === 'accepted') await tx.timeline.write(write.merchantId, [{ subjectId: write.ecAccountId, type: 'subscribed', actor: system }])
  },
}
