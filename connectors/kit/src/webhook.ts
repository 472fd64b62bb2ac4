import { createHmac, timingSafeEqual } from 'node:crypto'

const toleranceMs = 5 * 60_000

/**
 * Verifies a delivery after the Standard Webhooks specification, on the bytes as they came.
 * The `standardwebhooks` package is not used because it decodes the bytes before it signs them and reads its own clock.
 * @param headers names in any case
 * @param secrets `whsec_…`; any of them may have signed
 * @param now ms
 * @returns the delivery's id, or null when anything is not right
 */
export function verifyWebhook(raw: Uint8Array, headers: Record<string, string | undefined>, secrets: readonly string[], now: number): { id: string } | null {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const id = named.get('webhook-id')
  const timestamp = named.get('webhook-timestamp')
  const signatures = named.get('webhook-signature')
  if (!id || id.length > 255 || !timestamp || !/^\d{1,12}$/.test(timestamp) || !signatures) return null
  if (Math.abs(now - Number(timestamp) * 1000) > toleranceMs) return null

  const given = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
  let right = false
  for (const secret of secrets) {
    const key = readKey(secret)
    if (!key) continue
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw).digest()
    // No early way out: how long it takes says nothing of which secret or signature was right.
    for (const signature of given) if (signature.length === expected.length && timingSafeEqual(signature, expected)) right = true
  }
  return right ? { id } : null
}

function readKey(secret: string): Buffer | null {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return key.length > 0 ? key : null
}
