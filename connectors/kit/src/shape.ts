import { longestId, shorten } from '@crossdock/domain'
import { z } from 'zod'
import { isStorableText, makeStorableText } from './json.ts'
import { readInstant } from './instant.ts'

/** Pieces of which wire schemas are made, with the limits of what can be stored. */
export const text = z.string().refine(isStorableText, 'contains a NUL character or half a surrogate pair')
/** What people wrote and people read: mended where it cannot be kept. A note that was cut through an emoji must not cost its order. */
export const words = z.string().transform(makeStorableText)
/** An opaque id: text, never empty. A number is taken as its digits. */
export const id = z.union([text.min(1, 'expected an id').max(longestId), z.int().transform(String)], 'expected an id')
/** Whole, and small enough for a database integer. */
export const whole = z.int({ error: (issue) => (issue.code === 'invalid_type' ? 'expected integer' : undefined) }).min(-2_147_483_648).max(2_147_483_647)
/** RFC 3339, rewritten in UTC. */
export const instant = z.string().transform((value, context) => {
  const read = readInstant(value)
  if (read !== null) return read
  context.issues.push({ code: 'custom', message: 'expected an RFC 3339 instant with a zone', input: value })
  return z.NEVER
})

/** An answer that is not shaped as agreed. The message names the place. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** @throws ShapeError */
export function readShape<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new ShapeError(explainShape(result.error, value))
}

/**
 * An answer for another thing than was asked for is no answer.
 * @throws ShapeError
 */
export function expectSame(asked: string, answered: string, what: string): void {
  if (asked !== answered) throw new ShapeError(`${what}: expected ${JSON.stringify(asked)}, got ${JSON.stringify(answered)}`)
}

/** Says where the first thing wrong is and what is wrong, as in `lines[2].quantity: expected int, got "two"`. */
export function explainShape(error: z.ZodError, value: unknown): string {
  const issue = error.issues[0]!
  return `${writePath(issue.path)}: ${describe(issue)}, got ${snippet(issue.path.reduce<unknown>(member, value))}`
}

function describe(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too)/.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`
    case 'invalid_value':
      return `expected ${issue.values.map((one) => JSON.stringify(one)).join(' or ')}`
    case 'too_small':
      return `expected at least ${issue.minimum}`
    case 'too_big':
      return `expected at most ${issue.maximum}`
    default:
      return issue.message
  }
}

function writePath(path: readonly PropertyKey[]): string {
  const written = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return written === '' ? 'answer' : written.replace(/^\./, '')
}

const member = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<PropertyKey, unknown>)[part] : undefined

function snippet(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const written = JSON.stringify(value)
  return shorten(written, 40)
}
