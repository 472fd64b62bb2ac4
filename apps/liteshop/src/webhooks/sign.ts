import { createHmac } from 'node:crypto'

/** The `webhook-signature` of the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`; the timestamp is in seconds. */
export function signDelivery(secret: string, messageId: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64')}`
}
