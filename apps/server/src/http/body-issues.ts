import type { Language, ProblemDocument } from '@crossdock/contract'

type Issue = NonNullable<ProblemDocument['errors']>[number]

const issues: Record<number, { code: string; en: string; zh: string }> = {
  400: { code: 'invalid_json', en: 'the body is not valid JSON', zh: '內容不是有效的 JSON' },
  413: { code: 'too_large', en: 'the body is larger than 5 MB', zh: '內容超過 5 MB' },
  415: { code: 'wrong_content_type', en: 'the body must be JSON, with Content-Type: application/json', zh: '內容須為 JSON，並使用 Content-Type: application/json' },
}

/** What is wrong with a request that could not even be read, by its HTTP status. */
export function explainTransport(status: number, language: Language): Issue {
  const issue = issues[status] ?? { code: 'unreadable', en: 'the request could not be read', zh: '無法讀取此要求' }
  return { path: '', code: issue.code, message: issue[language] }
}
