/** JSON as PostgreSQL keeps it: with every character but NUL. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value)
  return text.includes('\\u0000') ? JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? each.replaceAll('\u0000', '') : each)) : text
}
