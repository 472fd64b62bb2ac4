import { shorten } from '@crossdock/domain'
import type { CallObserver, ConnectorNeeds } from './connector.ts'
import { failureOfWire, malformed, parseAnswer, sayRedirect } from './answer.ts'
import { ConnectorError } from './errors.ts'
import { createMasking } from './masking.ts'
import { fillNeeds } from './needs.ts'
import { observe } from './observe.ts'
import { readRetryAfter } from './retry-after.ts'
import { createWire, watchedWire, type WireAnswer, type WireRequest } from './wire.ts'
import { WireError } from './wire-error.ts'

export interface OauthCall {
  /** `token.exchange`, `token.refresh`, `token.revoke`, `metadata.read` */
  purpose: string
  /** Values that must not appear in anything that is kept. */
  secrets: readonly string[]
  calls?: CallObserver
  /** Gives the call up; whether it was carried out is not known then. */
  signal?: AbortSignal | undefined
}

export type OauthFetch = (url: string, init: { method: string; headers: Headers | Record<string, string>; body?: unknown }) => Promise<Response>

/**
 * The `fetch` that an OAuth library is given: within deadlines and caps, observed, to one origin only, never repeated, on
 * a connection of its own. It resolves with 2xx answers alone; everything else is thrown as a ConnectorError.
 */
export function createOauthFetch(platform: { name: string; origin: string }, given: ConnectorNeeds): (call: OauthCall) => OauthFetch {
  const needs = fillNeeds(given)
  const wire = createWire(needs.limits)
  return (call) => async (address, init) => {
    const url = new URL(address)
    if (url.origin !== platform.origin) throw new ConnectorError({ kind: 'malformed', code: 'foreign_endpoint', message: `${platform.name} names an address outside ${platform.origin}.`, outcome: 'not_sent' })
    const body = init.body === undefined || init.body === null ? null : String(init.body)
    const headers = { ...Object.fromEntries(new Headers(init.headers)), 'accept-encoding': 'gzip', 'user-agent': 'Crossdock' }
    const request: WireRequest = { method: init.method === 'POST' ? 'POST' : 'GET', origin: url.origin, path: url.pathname + url.search, headers, body, fresh: true }
    const masking = createMasking(call.secrets)
    const at = needs.now()
    const began = performance.now()
    let answer: WireAnswer | null = null
    let parsed: unknown
    let failure: ConnectorError | null
    try {
      answer = await watchedWire(wire, needs.watch, call.purpose)(request, call.signal)
      parsed = parseAnswer(answer)
      failure = findOauthFailure(answer, parsed, platform.name, at)
    } catch (err) {
      if (!(err instanceof WireError)) throw err
      failure = failureOfWire(err, platform.name)
    }
    const told = failure && { kind: failure.kind, code: failure.code, message: masking.text(failure.message) }
    observe(call.calls, { at, purpose: call.purpose, request, requestIs: 'form', answer, parsed, durationMs: performance.now() - began, attempt: 1, failure: told }, masking)
    if (failure) throw new ConnectorError({ ...told!, kind: failure.kind, status: failure.status, retryAfterMs: failure.retryAfterMs, outcome: failure.outcome })
    return respond(answer!)
  }
}

function respond(answer: WireAnswer): Response {
  const headers = new Headers()
  const type = answer.headers['content-type']
  if (type !== undefined) headers.set('content-type', type)
  const bodiless = answer.status === 204 || answer.status === 205
  return new Response(bodiless ? null : new Uint8Array(answer.body), { status: answer.status, headers })
}

// RFC 6749 §5.2: what is wrong with the grant or with us, and never with the moment.
function findOauthFailure(answer: WireAnswer, parsed: unknown, platform: string, now: number): ConnectorError | null {
  const { status } = answer
  if (status >= 200 && status < 300) return null
  const retryAfterMs = readRetryAfter(answer.headers, now)
  if (status === 429) return new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: `${platform} asks for fewer calls (429).`, status, retryAfterMs })
  if (status >= 500 || status === 408) {
    return new ConnectorError({ kind: 'unavailable', code: `http_${status}`, message: `${platform} cannot answer at the moment (${status}).`, status, retryAfterMs, outcome: 'unknown' })
  }
  if (status >= 300 && status < 400) return malformed('unexpected_redirect', sayRedirect(answer, platform), status)
  const refusal = readOauthError(parsed)
  if (!refusal) return malformed('unexpected_shape', `${platform} answered ${status} without saying why.`, status)
  const kind = refusal.error === 'invalid_grant' || refusal.error === 'invalid_client' ? 'auth' : refusal.error === 'temporarily_unavailable' ? 'unavailable' : 'rejected'
  return new ConnectorError({ kind, code: refusal.error, message: `${platform} refuses (${refusal.error})${refusal.description ? `: ${refusal.description}` : '.'}`, status })
}

function readOauthError(parsed: unknown): { error: string; description: string | null } | null {
  if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return null
  const { error } = parsed
  if (typeof error !== 'string' || !/^[\x20-\x7e]{1,100}$/.test(error)) return null
  const description = 'error_description' in parsed && typeof parsed.error_description === 'string' ? shorten(parsed.error_description, 500) : null
  return { error, description }
}
