/** A LIKE pattern that finds a text as it is written, `%` and `_` included. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
