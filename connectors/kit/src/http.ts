import type { RateBudget } from '@crossdock/domain'
import type { ConnectorNeeds, StoreAccess } from './connector.ts'
import { failureOfWire, findFailure, malformed, parseAnswer, type Refusal } from './answer.ts'
import { fullJitter } from './backoff.ts'
import { createBreaker, type Breaker } from './breaker.ts'
import { localBudgets, type Budget } from './budget.ts'
import { ConnectorError } from './errors.ts'
import { createMasking } from './masking.ts'
import { fillNeeds, type Needs } from './needs.ts'
import { observe } from './observe.ts'
import { ShapeError } from './shape.ts'
import { pass, takeTurn, unlessGivenUp, type Turn } from './turn.ts'
import { createWire, watchedWire, type WireAnswer, type WireRequest, type Wire } from './wire.ts'
import { WireError } from './wire-error.ts'

/** What the HTTP module has to know of a platform. */
export interface HttpPlatform {
  /** As it is written in messages. */
  name: string
  /** The only place to which a token is ever sent. */
  origin: string
  /** Of each account. */
  budget: RateBudget
  /** Recognises the platform's error body; null when it is something else. */
  refusal: (body: unknown) => Refusal | null
  /** How many calls the platform says are left, from an answer's headers. */
  remaining: (headers: Record<string, string>) => number | null
}

export interface ApiCall<T> {
  purpose: string
  method: WireRequest['method']
  /** Begins with `/`; its parts are already encoded. */
  path: string
  query?: readonly (readonly [string, string])[]
  /** Sent as JSON. */
  body?: unknown
  idempotencyKey?: string
  /** Whether the call may be sent twice without harm. Unless told: when it is not a POST, or carries an idempotency key. */
  repeatable?: boolean
  scope?: string
  /**
   * Understands the answer.
   * @param body parsed JSON; null when there was none
   * @throws ShapeError
   */
  read(body: unknown, headers: Record<string, string>): T
}

/** @throws ConnectorError; and whatever `access.token` throws */
export type CallApi = <T>(call: ApiCall<T>) => Promise<T>

// Trying again soon would end the same way.
const hopeless = new Set(['platform_down', 'bad_certificate', 'response_too_large', 'unexpected_redirect', 'invalid_request', 'aborted'])

/**
 * The one way in which connectors call platforms. Budgets that are not given with the access are kept for each account for as
 * long as the result lives.
 * @returns opens the API for one account
 */
export function createHttp(platform: HttpPlatform, given: ConnectorNeeds): (access: StoreAccess) => CallApi {
  const needs = fillNeeds(given)
  const wire = createWire(needs.limits)
  const breaker = createBreaker(needs.ticks)
  const ofThisProcess = localBudgets(needs)
  return (access) => {
    const budget = (access.budgets ?? ofThisProcess)(access.accountId, platform.budget)
    return (call) => callApi(call, { platform, needs, wire, breaker, budget, access })
  }
}

interface Surroundings {
  platform: HttpPlatform
  needs: Needs
  wire: Wire
  breaker: Breaker
  budget: Budget
  access: StoreAccess
}

async function callApi<T>(call: ApiCall<T>, around: Surroundings): Promise<T> {
  const { needs, budget, access } = around
  const patience = access.patienceMs ?? needs.limits.patienceMs
  const repeatable = call.repeatable ?? (call.method !== 'POST' || call.idempotencyKey !== undefined)
  let refreshed: string | null = null
  let refused = false
  const tokens: string[] = []
  // Once a try may have been read, no later one that was not can take that back.
  let doubt = false

  for (let attempt = 1, failures = 0; ; attempt++) {
    const token = await takeTurn(budget, turnOf(around, patience, doubt), async () => {
      admitByBreaker(around, doubt)
      const fresh = refreshed ?? (await askToken(access, undefined, doubt))
      refreshed = null
      return fresh
    })
    tokens.push(token)
    const result = await tryOnce(call, tokens, attempt, around)
    if ('value' in result) return result.value
    const { failure } = result

    if (failure.kind === 'auth' && failure.status === 401 && !refused) {
      refused = true
      refreshed = await unlessGivenUp(askToken(access, token, doubt), turnOf(around, patience, doubt))
      if (refreshed !== token) continue
    }
    doubt ||= failure.outcome === 'unknown'
    failures += 1
    const asked = failure.retryAfterMs ?? 0
    if (asked > 0) budget.rest(asked)
    const wait = asked > 0 ? asked : fullJitter(failures, needs.random, needs.limits)
    const again = mayRepeat(failure, repeatable) && failures < needs.limits.tries && wait <= patience
    if (!again) throw settle(failure, doubt)
    if (asked > 0) access.onWait?.(new Date(needs.now() + asked))
    await pass(wait, turnOf(around, patience, doubt))
  }
}

function mayRepeat(failure: ConnectorError, repeatable: boolean): boolean {
  if (failure.kind === 'auth' || failure.kind === 'rejected' || hopeless.has(failure.code)) return false
  return repeatable || failure.kind === 'rate_limited' || failure.outcome === 'not_sent'
}

// A refusal under the same key also speaks for the tries before it; nothing else does.
function settle(failure: ConnectorError, doubt: boolean): ConnectorError {
  return doubt && failure.kind !== 'rejected' ? restate(failure, 'unknown') : failure
}

function restate(failure: ConnectorError, outcome: 'unknown' | 'not_sent'): ConnectorError {
  const { kind, code, message, status, retryAfterMs, permission, cause } = failure
  return new ConnectorError({ kind, code, message, status, retryAfterMs, outcome, permission, cause })
}

const turnOf = ({ platform, needs, access }: Surroundings, patience: number, doubt: boolean): Turn => ({
  access, patience, platform: platform.name, outcome: doubt ? 'unknown' : 'not_sent', now: needs.now, sleep: needs.sleep,
})

/** While the platform is down, all but a few probes end here, without having been sent. */
function admitByBreaker({ platform, breaker }: Surroundings, doubt: boolean): void {
  const shut = breaker.admit()
  if (shut === 0) return
  throw new ConnectorError({
    kind: 'unavailable', code: 'platform_down', message: `${platform.name} has stopped answering; it is tried again every half minute.`, retryAfterMs: Math.ceil(shut), outcome: doubt ? 'unknown' : 'not_sent',
  })
}

async function askToken(access: StoreAccess, rejected: string | undefined, doubt: boolean): Promise<string> {
  try {
    return await access.token(rejected)
  } catch (err) {
    // What is known of a refresh says nothing of the call that it was for.
    throw err instanceof ConnectorError ? restate(err, doubt ? 'unknown' : 'not_sent') : err
  }
}

async function tryOnce<T>(call: ApiCall<T>, tokens: readonly string[], attempt: number, around: Surroundings): Promise<{ value: T } | { failure: ConnectorError }> {
  const { platform, needs, wire, budget, access } = around
  const masking = createMasking(tokens)
  const request = makeRequest(call, tokens.at(-1)!, platform.origin)
  const at = needs.now()
  const began = performance.now()
  let answer: WireAnswer | null = null
  let tookMs: number | null = null
  let parsed: unknown
  let result: { value: T } | { failure: ConnectorError }
  try {
    answer = await watchedWire(wire, needs.watch, call.purpose)(request, access.signal)
    const left = platform.remaining(answer.headers)
    if (left !== null) budget.correct(left)
    tookMs = performance.now() - began
    await access.leisure?.()
    parsed = parseAnswer(answer)
    const failure = findFailure(answer, parsed, { platform: platform.name, scope: call.scope ?? null, refusal: platform.refusal, now: at })
    result = failure ? { failure } : { value: call.read(answer.body.length === 0 ? null : parsed, answer.headers) }
  } catch (err) {
    if (err instanceof WireError) result = { failure: failureOfWire(err, platform.name) }
    else if (err instanceof ShapeError) result = { failure: malformed('unexpected_shape', `${platform.name} answered otherwise than agreed: ${err.message}`, answer?.status ?? null) }
    else if (err instanceof ConnectorError) result = { failure: err }
    else throw err
  }
  if ('failure' in result) result = { failure: maskFailure(result.failure, masking.text) }
  noteHealth(around, result)
  const failure = 'failure' in result ? { kind: result.failure.kind, code: result.failure.code, message: result.failure.message } : null
  observe(access.calls, { at, purpose: call.purpose, request, requestIs: 'json', answer, parsed, durationMs: tookMs ?? performance.now() - began, attempt, failure }, masking)
  return result
}

function noteHealth({ breaker, access, needs, platform }: Surroundings, result: { value: unknown } | { failure: ConnectorError }): void {
  if (!('failure' in result) || result.failure.kind !== 'unavailable') breaker.succeeded()
  else if (result.failure.code !== 'aborted') breaker.failed(access.accountId)
  needs.watch.breaker?.(platform.origin, breaker.isOpen())
}

// A platform may quote our own token back at us.
function maskFailure(failure: ConnectorError, text: (input: string) => string): ConnectorError {
  const message = text(failure.message)
  if (message === failure.message && failure.cause === undefined) return failure
  const { kind, code, status, retryAfterMs, outcome, permission } = failure
  return new ConnectorError({ kind, code, message, status, retryAfterMs, outcome, permission })
}

function makeRequest(call: ApiCall<unknown>, token: string, origin: string): WireRequest {
  const query = call.query?.length ? `?${new URLSearchParams(call.query.map(([name, value]) => [name, value]))}` : ''
  const headers: Record<string, string> = { accept: 'application/json', 'accept-encoding': 'gzip', authorization: `Bearer ${token}`, 'user-agent': 'Crossdock' }
  if (call.body !== undefined) headers['content-type'] = 'application/json'
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
  return { method: call.method, origin, path: call.path + query, headers, body: call.body === undefined ? null : JSON.stringify(call.body), fresh: false }
}
