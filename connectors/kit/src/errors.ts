import { shorten, type FailureKind } from '@crossdock/domain'
import { makeStorableText } from './json.ts'

/** Characters of a message; a platform may say more than anybody reads. */
const longestMessage = 2_000

/** What is known of a write whose call failed. */
export type Outcome = 'not_sent' | 'unknown' | 'answered'

/**
 * A platform's failure. `kind` alone decides what happens next:
 * auth — the access is refused; rate_limited, unavailable — later; rejected — never as it is; malformed — the answer cannot be read.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: FailureKind
  /** The platform's own code where it gave one, else ours: `invalid_grant`, `insufficient_scope`, `timeout`, `bad_certificate`, … */
  readonly code: string
  readonly status: number | null
  /** Milliseconds that the platform asked us to wait. */
  readonly retryAfterMs: number | null
  readonly outcome: Outcome
  /** The permission that a call was refused for. */
  readonly permission: string | null

  constructor(failure: { kind: FailureKind; code: string; message: string; status?: number | null; retryAfterMs?: number | null; outcome?: Outcome; permission?: string | null; cause?: unknown }) {
    // It is kept with what failed: a message that cannot be kept would hide the failure.
    super(makeStorableText(shorten(failure.message, longestMessage)), { cause: failure.cause })
    this.kind = failure.kind
    this.code = makeStorableText(shorten(failure.code, longestMessage))
    this.status = failure.status ?? null
    this.retryAfterMs = failure.retryAfterMs ?? null
    this.outcome = failure.outcome ?? 'answered'
    this.permission = failure.permission ?? null
  }
}

/** Whether the same call may succeed later without anybody doing anything. */
export function isTransient(err: unknown): boolean {
  return err instanceof ConnectorError && (err.kind === 'rate_limited' || err.kind === 'unavailable' || err.kind === 'malformed')
}

/**
 * Whether an API refused an access token. That says nothing of the grant behind it, which only the token endpoint can refuse:
 * a token can be refused early, and its successor too.
 */
export function isTokenRefused(err: unknown): boolean {
  return err instanceof ConnectorError && err.kind === 'auth' && err.status === 401 && err.code !== 'invalid_grant'
}
