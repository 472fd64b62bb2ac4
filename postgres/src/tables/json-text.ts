/** JSON as PostgreSQL keeps it: with every character but NUL. */
export const toJson = (value: unknown): string => storableJson(JSON.stringify(value))

/** @param text JSON */
export function storableJson(text: string): string {
  if (!text.includes('\\u0000')) return text
  return JSON.stringify(JSON.parse(text, (_, each: unknown) => (typeof each === 'string' ? each.replaceAll('\u0000', '') : each)))
}
