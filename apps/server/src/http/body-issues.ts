import type { Language, ProblemDocument } from '@crossdock/contract'

type Issue = NonNullable<ProblemDocument['errors']>[number]

const issues: Record<number, { code: string; en: string; zh: string }> = {
  400: { code: 'invalid_json', en: 'the body is not valid JSON', zh: '內容不是有效的 JSON' },
  413: { code: 'too_large', en: 'the body is larger than 5 MB', zh: '內容超過 5 MB' },
  415: { code: 'wrong_content_type', en: 'the body must be JSON, with Content-Type: application/json', zh: '內容須為 JSON，並使用 Content-Type: application/json' },
}

const tooDeep = { code: 'too_deep', en: 'the body is nested more than 32 levels deep', zh: '內容的巢狀層數超過 32 層' }
const maxDepth = 32

/** A body that is nested deeper than anything of ours, on which code that goes down into it would run out of stack. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep'
  readonly statusCode = 400
}

export function isTooDeep(value: unknown, levels = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isTooDeep(member, levels - 1))
}

/** What is wrong with a request that could not even be read: by its error, or else by its HTTP status. */
export function explainTransport(err: unknown, status: number, language: Language): Issue {
  const issue = (err instanceof TooDeep ? tooDeep : issues[status]) ?? { code: 'unreadable', en: 'the request could not be read', zh: '無法讀取此要求' }
  return { path: '', code: issue.code, message: issue[language] }
}
