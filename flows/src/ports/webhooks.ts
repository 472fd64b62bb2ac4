import type { AccountRef } from './accounts.ts'

export interface WebhookSubscription {
  topic: string
  url: string
  platformWebhookId: string
  sealedSecret: Uint8Array
  keyId: string
}

export interface WebhookRows {
  subscriptions(ref: AccountRef): Promise<WebhookSubscription[]>
  saveSubscription(ref: AccountRef, subscription: WebhookSubscription): Promise<void>
  /** Whether a subscription of this address is still on its way. */
  isAsked(ref: AccountRef, url: string): Promise<boolean>
  forgetSubscriptions(ref: AccountRef): Promise<void>
  /** @returns false when this delivery was kept before */
  keepDelivery(ref: AccountRef, delivery: { webhookId: string; kind: 'order' | 'revoked'; platformOrderId: string | null }): Promise<boolean>
}
