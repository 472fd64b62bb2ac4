import { expect, it } from 'vitest'
import { failureOfWire, findFailure } from '../../../../connectors/kit/src/answer.ts'
import { WireError, wireErrorFrom } from '../../../../connectors/kit/src/wire-error.ts'
import { OutcomeUnknown } from '../../../../flows/src/writing/settle-outcome.ts'
import { readPlatformSentence } from './platform-words.ts'

const reading = { platform: 'Liteshop', scope: null, now: 0, refusal: (body: unknown) => (body as { code: string; detail: string } | null) ?? null }
function said(status: number, body: { code: string; detail: string } | null, type = 'application/json', location?: string): string {
  const bytes = Buffer.from(body === null ? '<p>' : JSON.stringify(body))
  return findFailure({ status, headers: { 'content-type': type, ...(location === undefined ? {} : { location }) }, body: bytes } as never, body ?? undefined, reading)?.message ?? ''
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
  ['otherwise', 'Liteshop answered otherwise than agreed: answer: expected object, got null', 'answer: expected object, got null'],
  ['otherwise', 'Liteshop answered 400 without saying why.', null],
  ['circle', 'Liteshop\'s pages go on but bring nothing new.', null],
  ['circle', 'Liteshop\'s pages lead in a circle.', null],
  ['slow', failureOfWire(new WireError('timeout', 'No answer began within 15000 ms.', true), 'Liteshop').message, null],
  ['tooLarge', failureOfWire(wireErrorFrom(Object.assign(new Error('no'), { code: 'UND_ERR_HEADERS_OVERFLOW' }), true), 'Liteshop').message, null],
  ['notHttp', failureOfWire(wireErrorFrom(Object.assign(new Error('no'), { name: 'HTTPParserError' }), true), 'Liteshop').message, null],
  ['unreadable', failureOfWire(new WireError('unreadable_encoding', 'The answer is encoded as "zstd", which was not asked for.', true), 'Liteshop').message, null],
  ['unusable', 'Liteshop cannot be used for authorisation: the metadata lacks token_endpoint.', 'the metadata lacks token_endpoint'],
  ['redirect', said(302, null, 'text/html', 'https://new.example/login?code=secret'), 'https://new.example'],
] as const)('recognises %s in “%s”', (key, sentence, words) => {
  expect(readPlatformSentence(sentence)).toMatchObject({ key, platform: 'Liteshop', words })
})

it('tells how long a platform wants to be left alone', () => {
  const { message } = findFailure({ status: 429, headers: { 'content-type': 'application/json', 'retry-after': '7200' }, body: Buffer.from('{}') } as never, {}, { ...reading, refusal: () => null })!
  expect(readPlatformSentence(message)).toEqual({ key: 'rateLimited', platform: 'Liteshop', words: null, minutes: 120 })
})

it('leaves alone what is the store’s own', () => {
  expect(readPlatformSentence('Der Laden ist zu.')).toBeNull()
})

// What we say ourselves is kept in one language as well.
it.each([
  ['keyLost', 'The key that sealed the access is lost, so the store cannot be told. End it there.'],
  ['died', '3 times in a row, the process that sent this ended in the middle of it, so it is not known whether the store has it. Look there before sending it again.'],
  ['diedReading', '3 times in a row, the process that read this stock ended in the middle of it. It was put aside so that others go on; the next reading begins anew.'],
  ['neverAnswered', new OutcomeUnknown().message],
  ['incomplete', 'The store counts 4 orders of these days and lists 3, so some may be missing here.'],
  ['ours', 'Something went wrong on our side; the run goes on by itself.'],
  ['refused', 'Liteshop refuses (invalid_grant): The grant is gone.'],
] as const)('recognises %s in our own sentence', (key, sentence) => {
  expect(readPlatformSentence(sentence)?.key).toBe(key)
})
