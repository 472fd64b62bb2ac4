import { ConnectorError } from '@crossdock/connector-kit'
import { isProblemCode, problemCatalogue, problemText, type Language, type ProblemCode, type ProblemDocument } from '@crossdock/contract'
import { Refusal } from '@crossdock/flows/ports'
import { CommitUnknown, isDatabaseAway, isDatabaseBusy } from '@crossdock/postgres'
import { ORPCError, ValidationError } from '@orpc/server'
import { explainIssues, explainRefusal, type RawIssue } from './http/issues.ts'

type Params = Record<string, string | number>
type Issues = NonNullable<ProblemDocument['errors']>

/** What a caller may be told of a failure, before it is put into their language. */
export interface Trouble {
  code: ProblemCode
  params?: Params
  errors?: Issues
}

/**
 * What went wrong, for the caller. Whatever is not a refusal that we know is `internal_error`, of which nothing more is said.
 * @param language the one in which field messages are written
 */
export function troubleOf(err: unknown, language: Language): Trouble {
  if (err instanceof Refusal && isProblemCode(err.code)) {
    return { code: err.code, params: err.params, ...(err.errors.length > 0 ? { errors: explainRefusal(err.errors, language) } : {}) }
  }
  if (err instanceof ConnectorError) {
    const rejected = err.kind === 'rejected' || err.kind === 'auth'
    return { code: rejected ? 'platform_refused' : 'platform_unreachable', params: { platform: language === 'zh' ? '電商平台' : 'The platform', reason: err.message } }
  }
  if (err instanceof ORPCError) return troubleOfTransport(err, language)
  const database = troubleOfDatabase(err)
  if (database) return database
  if (isUnkeepable(err)) return { code: 'invalid_input' }
  return { code: 'internal_error' }
}

function troubleOfTransport(err: ORPCError<string, unknown>, language: Language): Trouble {
  if (err.cause instanceof ValidationError && err.status === 400) {
    return { code: 'invalid_input', errors: explainIssues(err.cause.issues as readonly RawIssue[], err.cause.data, language) }
  }
  if (isProblemCode(err.code)) {
    const data = (err.data ?? {}) as { params?: Params; errors?: Issues }
    return { code: err.code, ...(data.params ? { params: data.params } : {}), ...(data.errors ? { errors: data.errors } : {}) }
  }
  if (err.status >= 400 && err.status < 500) return { code: 'invalid_input' }
  return { code: 'internal_error' }
}

/** The RFC 9457 document of a trouble. */
export function problemDocument(trouble: Trouble, language: Language, requestId?: string): ProblemDocument {
  const { title, detail } = problemText(trouble.code, language, trouble.params)
  return {
    type: `/api/docs#problem-${trouble.code}`,
    title,
    status: problemCatalogue[trouble.code].status,
    code: trouble.code,
    detail,
    ...(trouble.params && Object.keys(trouble.params).length > 0 ? { params: trouble.params } : {}),
    ...(trouble.errors && trouble.errors.length > 0 ? { errors: trouble.errors } : {}),
    ...(requestId ? { requestId } : {}),
  }
}

/** What a caller is told while the database is away or busy; null when it is neither. */
export function troubleOfDatabase(err: unknown): Trouble | null {
  if (err instanceof CommitUnknown) return { code: 'outcome_unknown' }
  if (isDatabaseAway(err)) return { code: 'unavailable' }
  return isDatabaseBusy(err) ? { code: 'busy' } : null
}

/** What PostgreSQL cannot keep or compare whatever a schema makes of it: NUL in text, a day of the year 0, a sum of more than 2³¹. */
const unkeepable = new Set(['22003', '22008', '22021', '22P05'])

function isUnkeepable(err: unknown): boolean {
  return err instanceof Error && unkeepable.has(String((err as { code?: unknown }).code))
}
