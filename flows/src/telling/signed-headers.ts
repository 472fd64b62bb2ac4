import { Webhook } from 'standardwebhooks'

/** The three headers of Standard Webhooks: an id that stays, the instant of this attempt, and a signature by each secret that is good. */
export function signedHeaders(message: { id: string; at: Date; payload: string }, secrets: readonly string[]): Record<string, string> {
  return {
    'content-type': 'application/json', 'user-agent': 'Crossdock-Webhooks',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(message.id, message.at, message.payload)).join(' '),
  }
}

/** A new secret, as Standard Webhooks writes them: 32 random bytes. */
export function newSecret(): string {
  return `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}`
}
