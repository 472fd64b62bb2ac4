import type { Language, ProblemCode } from '@crossdock/contract'

export interface FieldIssue {
  /** As the server names the field: `displayName`, `settings.fetchSchedule`, `shippingMappings.0.platformCode`. */
  path: string
  code: string
  message: string
}

export interface ProblemText {
  title: string
  detail: string
}

/** A refusal that the server gave as a problem document (RFC 9457). */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly status: number
  readonly code: ProblemCode
  readonly params: Record<string, string | number>
  readonly fields: FieldIssue[]
  readonly requestId: string | null
  private readonly texts: Record<Language, ProblemText>

  constructor(facts: { status: number; code: ProblemCode; params: Record<string, string | number>; fields: FieldIssue[]; requestId: string | null; texts: Record<Language, ProblemText> }) {
    super(facts.code)
    this.status = facts.status
    this.code = facts.code
    this.params = facts.params
    this.fields = facts.fields
    this.requestId = facts.requestId
    this.texts = facts.texts
  }

  text(language: Language): ProblemText {
    return this.texts[language]
  }
}

/**
 * Reads a refused answer; one that is no problem document (a proxy's page, say) becomes the code nearest to its status.
 * Of a code that this bundle does not know, the reader gets what the server wrote, in English.
 */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const [body, { isProblemCode, problemText }] = await Promise.all([readJson(response), import('./problem-texts.ts')])
  const header = response.headers.get('x-request-id')
  const named = typeof body['code'] === 'string' ? body['code'] : ''
  const known = isProblemCode(named)
  const code = known ? named : codeOfStatus(response.status)
  const params = isParams(body['params']) ? body['params'] : {}
  const written = !known && typeof body['title'] === 'string' && typeof body['detail'] === 'string' ? { title: body['title'], detail: body['detail'] } : null
  return new ProblemError({
    status: response.status, code, params,
    fields: Array.isArray(body['errors']) ? body['errors'].filter(isFieldIssue) : [],
    requestId: typeof body['requestId'] === 'string' ? body['requestId'] : header,
    texts: { en: written ?? problemText(code, 'en', params), zh: written ?? problemText(code, 'zh', params) },
  })
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch (err) {
    // A proxy answers in HTML; the status says enough.
    if (err instanceof SyntaxError) return {}
    throw err
  }
}

function codeOfStatus(status: number): ProblemCode {
  const codes: Record<number, ProblemCode> = { 400: 'invalid_input', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 429: 'too_many_requests', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' }
  return codes[status] ?? 'internal_error'
}

function isParams(value: unknown): value is Record<string, string | number> {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string' || typeof each === 'number')
}

function isFieldIssue(value: unknown): value is FieldIssue {
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string' && 'code' in value && typeof value.code === 'string' && 'message' in value && typeof value.message === 'string'
}
