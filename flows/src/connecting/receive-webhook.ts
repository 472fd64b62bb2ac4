import { readHintJob } from '../jobs/index.ts'
import { everyMerchant, merchantScope, type Needs } from '../ports/index.ts'
import { webhookSecretPlace } from './subscribe-webhooks.ts'

export interface IncomingWebhook {
  platform: string
  ecAccountId: string
  /** The body as it came. */
  raw: Uint8Array
  headers: Record<string, string | undefined>
}

/**
 * Keeps a platform's hint, once, with the job that follows it. Nothing of it is believed: the job reads the store.
 * @returns `unknown_account`, or `not_verified` when the signature, the time, the body or the shop is not right
 */
export async function receiveWebhook(needs: Needs, incoming: IncomingWebhook): Promise<'kept' | 'unknown_account' | 'not_verified'> {
  const reader = needs.connectors.get(incoming.platform)?.webhooks
  const known = await needs.store.transact(everyMerchant, async (tx) => {
    const account = await tx.accounts.find(incoming.ecAccountId)
    return account?.platform === incoming.platform ? { account, subscriptions: await tx.webhooks.subscriptions(account) } : null
  })
  if (!reader || !known) return 'unknown_account'
  const { account, subscriptions } = known
  const secrets = subscriptions.map((each) => needs.vault.open(each.sealedSecret, each.keyId, webhookSecretPlace(account, each.topic)))
  const hint = reader.read(incoming.raw, incoming.headers, secrets)
  if (!hint || hint.shopId !== account.shop?.id) return 'not_verified'
  await needs.store.transact(merchantScope(account.merchantId), async (tx) => {
    const fresh = await tx.webhooks.keepDelivery(account, { webhookId: hint.id, kind: hint.kind, platformOrderId: hint.platformOrderId })
    if (fresh) await tx.jobs.enqueue(readHintJob, { merchantId: account.merchantId, id: hint.id, ecAccountId: account.id })
  })
  needs.failpoint?.('webhook.kept')
  return 'kept'
}
