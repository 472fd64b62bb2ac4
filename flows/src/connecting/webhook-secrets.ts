import type { AccountRef, EcAccount, Needs, SealPlace, WebhookSubscription } from '../ports/index.ts'

export const webhookSecretPlace = (account: AccountRef, topic: string): SealPlace => ({ table: 'webhook_subscription', merchantId: account.merchantId, rowId: account.id, field: topic })

/** The secrets of an account's subscriptions, as far as they open, and why one does not. */
export function openWebhookSecrets(needs: Pick<Needs, 'vault'>, account: Pick<EcAccount, 'merchantId' | 'id'>, subscriptions: readonly WebhookSubscription[]): { secrets: string[]; unreadable: Error | null } {
  const secrets: string[] = []
  let unreadable: Error | null = null
  for (const { sealedSecret, keyId, topic } of subscriptions) {
    try {
      secrets.push(needs.vault.open(sealedSecret, keyId, webhookSecretPlace(account, topic)))
    } catch (err) {
      unreadable = err instanceof Error ? err : new Error(String(err))
    }
  }
  return { secrets, unreadable }
}
