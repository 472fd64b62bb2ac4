import { ConnectorError, type Outcome } from './errors.ts'
import { parseJson } from './json.ts'
import { readRateLimitWait, readRetryAfter } from './retry-after.ts'
import type { WireAnswer } from './wire.ts'
import type { WireError } from './wire-error.ts'

/** What a platform's error body says, once it has been recognised as one. */
export interface Refusal {
  code: string
  detail: string
}

export interface AnswerReading {
  platform: string
  /** What the call needs the user to have granted, for the message of a refusal. */
  scope: string | null
  /** Recognises the platform's error body; null when it is something else. */
  refusal: (body: unknown) => Refusal | null
  now: number
}

/** @returns undefined when the answer is not JSON by its type, or not by its text */
export function parseAnswer(answer: WireAnswer): unknown {
  if (!isJson(answer)) return undefined
  try {
    return parseJson(answer.body)
  } catch {
    return undefined
  }
}

const mediaType = (answer: WireAnswer): string => (answer.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
const isJson = (answer: WireAnswer): boolean => /^application\/([a-z0-9.-]+\+)?json$/.test(mediaType(answer))

/** Why an answer is not a success; null when it is one, with a body that was understood as JSON or with none. */
export function findFailure(answer: WireAnswer, parsed: unknown, reading: AnswerReading): ConnectorError | null {
  const { status } = answer
  if (status >= 200 && status < 300) return answer.body.length === 0 || parsed !== undefined ? null : unreadable(answer, reading)
  const refusal = reading.refusal(parsed)
  const retryAfterMs = (status === 429 ? readRateLimitWait : readRetryAfter)(answer.headers, reading.now)
  const failure = (kind: ConnectorError['kind'], fallback: string, sentence: string, outcome: Outcome): ConnectorError =>
    new ConnectorError({ kind, code: refusal?.code ?? fallback, message: `${reading.platform} ${sentence}${refusal?.detail ? `: ${refusal.detail}` : '.'}`, status, retryAfterMs, outcome })

  // Nothing is known of what stands behind a 5xx: a proxy may have given up on a write that was done.
  if (status >= 500 || status === 408 || status === 425) return failure('unavailable', `http_${status}`, `cannot answer at the moment (${status})`, 'unknown')
  if (status === 429) return failure('rate_limited', 'rate_limited', `asks for fewer calls (429)${sayWait(retryAfterMs ?? 0)}`, 'answered')
  if (status >= 300 && status < 400) {
    return malformed('unexpected_redirect', sayRedirect(answer, reading.platform), status)
  }
  // A page in a browser's language comes from something in between, not from the platform.
  if (mediaType(answer) === 'text/html') return unreadable(answer, reading)
  if (status === 401) {
    return new ConnectorError({ kind: 'auth', code: 'invalid_token', message: `${reading.platform} does not accept the access token${refusal?.detail ? `: ${refusal.detail}` : '.'}`, status })
  }
  if (status === 403 && (refusal?.code === 'insufficient_scope' || /error="?insufficient_scope/.test(answer.headers['www-authenticate'] ?? ''))) {
    const scope = /scope="([^"]+)"/.exec(answer.headers['www-authenticate'] ?? '')?.[1] ?? reading.scope
    return new ConnectorError({ kind: 'auth', code: 'insufficient_scope', message: `${reading.platform} says that a permission is missing${scope ? `: ${scope}` : '.'}`, status, permission: reading.scope })
  }
  return refusal ? failure('rejected', refusal.code, `refuses this (${refusal.code})`, 'answered') : unreadable(answer, reading)
}

/** Of waits that people notice. */
const sayWait = (ms: number): string => (ms < 10 * 60_000 ? '' : `, and for none in ${Math.round(ms / 60_000)} minutes`)

/** No more of the target than its server: an address may carry secrets. Where a platform has moved, this says where to. */
export function sayRedirect({ status, headers }: WireAnswer, platform: string): string {
  const target = URL.parse(headers['location'] ?? '')
  return `${platform} answered with a redirect (${status}${target ? ` to ${target.origin}` : ''}), which is not followed.`
}

function unreadable(answer: WireAnswer, reading: AnswerReading): ConnectorError {
  const type = mediaType(answer) || 'no type'
  return isJson(answer)
    ? malformed('invalid_json', `${reading.platform} answered ${answer.status} with text that is not the JSON agreed upon, or with half of it.`, answer.status)
    : malformed('unexpected_content_type', `${reading.platform} answered ${answer.status} with ${type} instead of JSON.`, answer.status)
}

export function malformed(code: string, message: string, status: number | null): ConnectorError {
  return new ConnectorError({ kind: 'malformed', code, message, status, outcome: 'unknown' })
}

/** A call that came to no readable answer. */
export function failureOfWire(err: WireError, platform: string): ConnectorError {
  const kind = err.code === 'response_too_large' || err.code === 'unreadable_encoding' ? 'malformed' : err.code === 'invalid_request' ? 'rejected' : 'unavailable'
  return new ConnectorError({ kind, code: err.code, message: `${platform}: ${err.message}`, outcome: err.sent ? 'unknown' : 'not_sent' })
}
