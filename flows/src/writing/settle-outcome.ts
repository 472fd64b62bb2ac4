import { ConnectorError, isTokenRefused } from '@crossdock/connector-kit'
import type { PlatformWrite, WriteOutcome } from '../ports/index.ts'

/** So much of a key's life is given away to clocks and slow calls. */
const keyMarginMs = 3_600_000
const baseMs = 2_000
const capMs = 15 * 60_000
/** An access that is refused, or does not reach so far, is not asked about again soon: authorising again wakes what waits. */
const authPauseMs = 15 * 60_000

/** At least half of the doubling step, so that the platform has rest; up to the whole of it, so that those who failed together do not return together. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const step = Math.min(capMs, baseMs * 2 ** Math.min(attempts - 1, 20))
  return Math.round(step * (0.5 + random() * 0.5))
}

/** What an executor throws when the platform can neither be asked under the same key nor shows what it has: a person is to say it. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'

  constructor(message = 'The store never answered whether it took this, and there is no way left to ask it.') {
    super(message)
  }
}

/** Whether an earlier attempt may have been carried out, so long ago that the same key is no protection any more. */
export function isKeyForgotten(write: Pick<PlatformWrite, 'uncertainSince'>, keyLifeMs: number, now: Date): boolean {
  return write.uncertainSince !== null && now.getTime() - write.uncertainSince.getTime() >= Math.max(0, keyLifeMs - keyMarginMs)
}

/** What becomes of a write whose attempt failed. The kind of the failure and what is known of the attempt decide, nothing else. */
export function outcomeOfFailure(err: unknown, write: PlatformWrite, sentAt: Date, now: Date, random?: () => number): WriteOutcome {
  const failure = err instanceof ConnectorError ? err : null
  if (err instanceof OutcomeUnknown) {
    return { state: 'unknown', asks: true, uncertainSince: write.uncertainSince ?? sentAt, httpStatus: null, errorKind: null, errorCode: 'outcome_unknown', error: err.message, at: now }
  }
  if (failure?.kind === 'rejected') {
    return { state: 'rejected', answer: null, httpStatus: failure.status, errorKind: failure.kind, errorCode: failure.code, error: failure.message, at: now }
  }
  const uncertainSince = write.uncertainSince ?? (mayBeCarriedOut(failure) ? sentAt : null)
  const wait = failure?.retryAfterMs ?? (failure?.kind === 'auth' && !isTokenRefused(failure) ? authPauseMs : backoffMs(write.attempts, random))
  return {
    state: uncertainSince ? 'unknown' : 'planned',
    nextAttemptAt: new Date(now.getTime() + wait),
    uncertainSince,
    httpStatus: failure?.status ?? null,
    errorKind: failure?.kind ?? 'internal',
    errorCode: failure?.code ?? 'internal_error',
    error: failure?.message ?? 'Something went wrong on our side; it is tried again by itself.',
    at: now,
  }
}

/** Only what was certainly not sent, or was answered with a refusal, is certainly not done. */
function mayBeCarriedOut(failure: ConnectorError | null): boolean {
  if (!failure || failure.outcome === 'unknown') return true
  return failure.outcome === 'answered' && (failure.kind === 'unavailable' || failure.kind === 'malformed')
}
