import { expect, it } from 'vitest'
import { failureOfWire, findFailure } from '../../../../connectors/kit/src/answer.ts'
import { wireErrorFrom } from '../../../../connectors/kit/src/wire-error.ts'
import { OutcomeUnknown } from '../../../../flows/src/writing/settle-outcome.ts'
import { readPlatformSentence } from './platform-words.ts'

const reading = { platform: 'Liteshop', scope: null, now: 0, refusal: (body: unknown) => (body as { code: string; detail: string } | null) ?? null }
function said(status: number, body: { code: string; detail: string } | null, type = 'application/json'): string {
  const bytes = Buffer.from(body === null ? '<p>' : JSON.stringify(body))
  return findFailure({ status, headers: { 'content-type': type }, body: bytes } as never, body ?? undefined, reading)?.message ?? ''
}

// What connectors say is kept as they said it: each of their sentences is known here, so that nobody reads English on a Chinese page.
it.each([
  ['unavailable', said(500, { code: 'internal_error', detail: 'Try again.' }), 'Try again.'],
  ['unavailable', said(503, null), null],
  ['rateLimited', said(429, null), null],
  ['refused', said(422, { code: 'invalid_tracking_number', detail: 'Too short.' }), 'Too short.'],
  ['token', said(401, null), null],
  ['scope', said(403, { code: 'insufficient_scope', detail: '' }), null],
  ['redirect', said(302, null), null],
  ['unreadable', said(200, null), null],
  ['unreadable', said(200, null, 'text/html'), null],
  ['lost', failureOfWire(wireErrorFrom({ code: 'X' }, true), 'Liteshop').message, null],
  ['unreachable', failureOfWire(wireErrorFrom(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), false), 'Liteshop').message, null],
  ['unreachable', failureOfWire(wireErrorFrom(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), false), 'Liteshop').message, null],
  ['certificate', failureOfWire(wireErrorFrom(Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED' }), false), 'Liteshop').message, null],
] as const)('recognises %s in “%s”', (key, sentence, words) => {
  expect(readPlatformSentence(sentence)).toEqual({ key, platform: 'Liteshop', words })
})

it('leaves alone what is the store’s own', () => {
  expect(readPlatformSentence('Der Laden ist zu.')).toBeNull()
})

// What we say ourselves is kept in one language as well.
it.each([
  ['keyLost', 'The key that sealed the access is lost, so the store cannot be told. End it there.'],
  ['died', '3 times in a row, the process that sent this ended in the middle of it, so it is not known whether the store has it. Look there before sending it again.'],
  ['neverAnswered', new OutcomeUnknown().message],
  ['ours', 'Something went wrong on our side; the run goes on by itself.'],
  ['refused', 'Liteshop refuses (invalid_grant): The grant is gone.'],
] as const)('recognises %s in our own sentence', (key, sentence) => {
  expect(readPlatformSentence(sentence)?.key).toBe(key)
})
