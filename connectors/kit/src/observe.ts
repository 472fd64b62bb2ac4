import { shorten } from '@crossdock/domain'
import type { CallObserver, PlatformCall } from './connector.ts'
import type { Masking } from './masking.ts'
import type { WireAnswer, WireRequest } from './wire.ts'

const longestBody = 16 * 1024

export interface Observation {
  at: number
  purpose: string
  request: WireRequest
  /** `form` for what goes to a token endpoint, where nearly all is secret. */
  requestIs: 'json' | 'form'
  answer: WireAnswer | null
  /** The answer as parsed; undefined when it is not JSON. */
  parsed: unknown
  durationMs: number
  attempt: number
  failure: { kind: string; code: string; message: string } | null
}

/** Tells the observer of a call, masked and no larger than 16 kB a body. */
export function observe(calls: CallObserver | undefined, seen: Observation, masking: Masking): void {
  if (!calls) return
  const { request, answer } = seen
  const call: PlatformCall = {
    at: new Date(seen.at),
    purpose: seen.purpose,
    method: request.method,
    url: masking.url(request.origin + request.path),
    requestHeaders: masking.headers(request.headers),
    requestBody: request.body === null ? null : cut(seen.requestIs === 'form' ? masking.form(request.body) : maskJsonText(request.body, masking)),
    status: answer?.status ?? null,
    responseHeaders: answer ? masking.headers(answer.headers) : {},
    responseBody: answer ? describeBody(answer.body, seen.parsed, masking) : null,
    durationMs: Math.round(seen.durationMs),
    attempt: seen.attempt,
    failure: seen.failure && { ...seen.failure, message: masking.text(seen.failure.message) },
  }
  calls(call)
}

function describeBody(body: Buffer, parsed: unknown, masking: Masking): string | null {
  if (body.length === 0) return null
  if (parsed === undefined) return cut(masking.text(new TextDecoder().decode(body.subarray(0, longestBody + 1), { stream: true })))
  // A page of orders is kept elsewhere; here its size is what is wanted, and memory stays flat.
  return body.length > longestBody ? cut(JSON.stringify(masking.json(summarise(parsed)))) : cut(JSON.stringify(masking.json(parsed)))
}

function summarise(value: unknown): unknown {
  if (Array.isArray(value)) return value.length
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([name, member]) => [name, Array.isArray(member) ? member.length : typeof member === 'object' && member !== null ? '…' : member]),
  )
}

function maskJsonText(body: string, masking: Masking): string {
  try {
    return JSON.stringify(masking.json(JSON.parse(body)))
  } catch {
    return masking.text(body)
  }
}

const cut = (text: string): string => shorten(text, longestBody)
