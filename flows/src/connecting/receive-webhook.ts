import { readHintJob } from '../jobs/index.ts'
import { everyMerchant, merchantScope, type Needs } from '../ports/index.ts'
import { openWebhookSecrets } from './webhook-secrets.ts'
import { raiseUnreadable } from './system-trouble.ts'

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
 * @throws ConnectorError `secret_unreadable` when it may be right, and the secret that would tell does not open: the platform sends it again
 */
export async function receiveWebhook(needs: Needs, incoming: IncomingWebhook): Promise<'kept' | 'unknown_account' | 'not_verified'> {
  const reader = needs.connectors.get(incoming.platform)?.webhooks
  const known = await needs.store.transact(everyMerchant, async (tx) => {
    const account = await tx.accounts.find(incoming.ecAccountId)
    return account?.platform === incoming.platform ? { account, subscriptions: await tx.webhooks.subscriptions(account) } : null
  })
  if (!reader || !known) return 'unknown_account'
  const { account, subscriptions } = known
  const { secrets, unreadable } = openWebhookSecrets(needs, account, subscriptions)
  const trouble = unreadable && (await raiseUnreadable(needs, account, unreadable))
  const hint = reader.read(incoming.raw, incoming.headers, secrets)
  if (!hint && trouble) throw trouble
  if (!hint || hint.shopId !== account.shop?.id) return 'not_verified'
  await needs.store.transact(merchantScope(account.merchantId), async (tx) => {
    const fresh = await tx.webhooks.keepDelivery(account, { webhookId: hint.id, kind: hint.kind, platformOrderId: hint.platformOrderId })
    if (fresh) await tx.jobs.enqueue(readHintJob, { merchantId: account.merchantId, id: hint.id, ecAccountId: account.id })
  })
  needs.failpoint?.('webhook.kept')
  return 'kept'
}
