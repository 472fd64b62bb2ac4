import type { Language, ProblemDocument } from '@crossdock/contract'
import type { FieldRefusal } from '@crossdock/flows/ports'
import { contractPhrases } from './contract-phrases.ts'

/** One complaint of a schema, as zod makes them. */
export interface RawIssue {
  code?: string
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[]
  expected?: string
  origin?: string
  format?: string
  minimum?: number | bigint
  maximum?: number | bigint
  values?: readonly unknown[]
  keys?: readonly string[]
  options?: readonly unknown[]
  errors?: readonly (readonly RawIssue[])[]
}

type Issue = NonNullable<ProblemDocument['errors']>[number]
type Phrase = { code: string; en: string; zh: string }

/**
 * What a schema complains about, as problem issues: a dotted path, a stable code, and a message for people.
 * @param input what was validated: tells a missing field from a wrong one
 */
export function explainIssues(issues: readonly RawIssue[], input: unknown, language: Language): Issue[] {
  return issues.flatMap((issue) => explain(issue, [], input, language))
}

/** What a use case complains about, in the caller's language. */
export function explainRefusal(errors: readonly FieldRefusal[], language: Language): Issue[] {
  return errors.map(({ path, code, message, params = {} }) => {
    const template = language === 'zh' ? (contractPhrases[message] ?? message) : message
    return { path, code, message: template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)) }
  })
}

function explain(issue: RawIssue, prefix: readonly PropertyKey[], input: unknown, language: Language): Issue[] {
  const path = [...prefix, ...(issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))]
  const branches = issue.code === 'invalid_union' ? [...(issue.errors ?? [])].sort((a, b) => depth(b) - depth(a) || a.length - b.length) : []
  if (branches[0] && depth(branches[0]) > 0) return branches[0].flatMap((inner) => explain(inner, path, input, language))
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => toIssue([...path, key], phrases.unknownField, language))
  }
  return [toIssue(path, phraseOf(issue, valueAt(input, path)), language)]
}

const depth = (branch: readonly RawIssue[]) => Math.max(0, ...branch.map((issue) => issue.path?.length ?? 0))

function toIssue(path: readonly PropertyKey[], phrase: Phrase, language: Language): Issue {
  return { path: path.map(String).join('.'), code: phrase.code, message: phrase[language] }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), input)
}

const phrases = {
  required: { code: 'required', en: 'is required', zh: '為必填' },
  unknownField: { code: 'unknown_field', en: 'is not a known field here', zh: '不是可用的欄位' },
  invalid: { code: 'invalid_value', en: 'is not valid', zh: '內容不正確' },
} satisfies Record<string, Phrase>

function phraseOf(issue: RawIssue, value: unknown): Phrase {
  if (value === undefined && issue.code !== 'custom') return phrases.required
  const own = contractPhrases[issue.message]
  if (own) return { code: 'invalid_value', en: issue.message, zh: own }
  switch (issue.code) {
    case 'invalid_type': return wrongType(issue.expected)
    case 'too_small': return tooSmall(issue, value)
    case 'too_big': return tooBig(issue)
    case 'invalid_format': return wrongFormat(issue.format)
    case 'invalid_value': return oneOf(issue.values ?? [])
    case 'invalid_union': return issue.options ? oneOf(issue.options) : oneOf(branchValues(issue))
    case 'custom': return { code: 'invalid_value', en: issue.message, zh: issue.message }
    default: return phrases.invalid
  }
}

const typeNames: Record<string, readonly [string, string]> = {
  string: ['must be text', '必須為文字'],
  number: ['must be a number', '必須為數字'],
  int: ['must be a whole number', '必須為整數'],
  boolean: ['must be true or false', '必須為 true 或 false'],
  array: ['must be a list', '必須為清單'],
  object: ['must be an object', '必須為物件'],
  record: ['must be an object', '必須為物件'],
}

function wrongType(expected = ''): Phrase {
  const [en, zh] = typeNames[expected] ?? ['is of the wrong kind', '類型不正確']
  return { code: 'wrong_type', en, zh }
}

function tooSmall({ origin, minimum }: RawIssue, value: unknown): Phrase {
  if (origin === 'string') {
    if (Number(minimum) === 1 && typeof value === 'string' && value.trim() === '') return phrases.required
    return { code: 'too_short', en: `must have at least ${minimum} characters`, zh: `至少需要 ${minimum} 個字元` }
  }
  if (origin === 'array') return { code: 'too_few', en: `needs at least ${minimum}`, zh: `至少需要 ${minimum} 項` }
  return { code: 'too_small', en: `must be ${minimum} or more`, zh: `必須大於或等於 ${minimum}` }
}

function tooBig({ origin, maximum }: RawIssue): Phrase {
  if (origin === 'string') return { code: 'too_long', en: `must have at most ${maximum} characters`, zh: `最多 ${maximum} 個字元` }
  if (origin === 'array') return { code: 'too_many', en: `may have at most ${maximum}`, zh: `最多 ${maximum} 項` }
  return { code: 'too_big', en: `must be ${maximum} or less`, zh: `必須小於或等於 ${maximum}` }
}

const formatNames: Record<string, readonly [string, string]> = {
  uuid: ['must be an id', '必須為有效的編號'],
  email: ['must be an e-mail address, such as name@example.com', '必須為電子郵件地址，例如 name@example.com'],
  url: ['must be an address that begins with http:// or https://', '必須為 http:// 或 https:// 開頭的網址'],
  date: ['must be a day such as 2026-11-23', '必須為日期，例如 2026-11-23'],
  datetime: ['must be an instant such as 2026-11-23T08:00:00Z', '必須為時間，例如 2026-11-23T08:00:00Z'],
}

function wrongFormat(format = ''): Phrase {
  const [en, zh] = formatNames[format] ?? ['has characters that are not allowed here, or is not written as it should be', '含有不允許的字元或格式不正確']
  return { code: 'invalid_format', en, zh }
}

function branchValues(issue: RawIssue): unknown[] {
  const values = (issue.errors ?? []).flat().flatMap((inner) => inner.values ?? [])
  return values
}

function oneOf(values: readonly unknown[]): Phrase {
  if (values.length === 0) return phrases.invalid
  const list = values.map(String).join(', ')
  return { code: 'invalid_value', en: `must be one of: ${list}`, zh: `必須為下列其中之一：${list}` }
}
