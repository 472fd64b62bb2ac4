const utf8 = new TextDecoder('utf-8', { fatal: true })
// Sixteen digits or more, which a JavaScript number cannot hold exactly. A find inside a string only costs a slower parse.
const longNumber = /[:[,\s]-?\d{16,}/

/**
 * Parses JSON from bytes. Whole numbers that a JavaScript number cannot hold come as their digits in a string, so that an id
 * stays what it was on the wire.
 * @throws SyntaxError, TypeError or RangeError when it is not UTF-8, not JSON or absurdly deep
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = utf8.decode(bytes)
  return longNumber.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
}

// TypeScript does not yet know the third argument, the source text of the value (ES2026).
function keepDigits(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source) ? source : value
}

const deepest = 100

/**
 * Makes parsed JSON fit for PostgreSQL, which takes neither NUL characters, nor half surrogates, nor endless depth.
 * @returns the value itself where it is fit, which is nearly always; else a copy with the unfit parts replaced
 */
export function makeStorable(value: unknown): unknown {
  return isStorable(value, 0) ? value : mend(value, 0)
}

function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth >= deepest) return false
  // Every value of every order comes by here.
  for (const name of Object.keys(value)) if (!isStorableText(name) || !isStorable((value as Record<string, unknown>)[name], depth + 1)) return false
  return true
}

export const isStorableText = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

export const makeStorableText = (text: string): string => (isStorableText(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD'))

function mend(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return makeStorableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '[nested too deeply]'
  if (Array.isArray(value)) return value.map((item) => mend(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [makeStorableText(name), mend(member, depth + 1)]))
}
