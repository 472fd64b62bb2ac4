import { signDelivery } from '../webhooks/sign.ts'
import type { Message } from './drill.ts'

/** A webhook message with a true signature; the timestamp is in seconds. */
export function signedMessage(secret: string, id: string, timestamp: number, body: string): Message {
  return { id, timestamp, body, signature: signDelivery(secret, id, timestamp, body) }
}
