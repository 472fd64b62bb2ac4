import type { Refusal } from '@crossdock/connector-kit'
import { shorten } from '@crossdock/domain'

/** Recognises a problem document (RFC 9457) by its `code`. */
export function readRefusal(body: unknown): Refusal | null {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') return null
  if (!/^[a-z0-9_.-]{1,100}$/i.test(body.code)) return null
  const words = [('detail' in body && body.detail) || null, ('title' in body && body.title) || null]
  const detail = words.find((word) => typeof word === 'string') ?? ''
  return { code: body.code, detail: shorten(String(detail), 1000) }
}
