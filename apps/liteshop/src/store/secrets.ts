import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits as base64url behind a readable prefix. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`
}

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(9).toString('hex')}`
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** Compares in constant time, also when the lengths differ. */
export function equalSecrets(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest())
}
