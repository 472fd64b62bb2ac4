const signs = new Intl.Segmenter()

/** The first sign of a text, whole, as it stands for a name. */
export const firstSign = (text: string): string => signs.segment(text).containing(0)?.segment ?? ''

/**
 * Cuts a text that is too long where a sign ends, as people see signs: a family of emoji, a letter with its accents, a Han
 * character beyond the first plane stay whole or go. What fits stays as it is.
 * @param most UTF-16 units, the mark of what was cut included
 */
export function shorten(text: string, most: number, mark = '…'): string {
  if (text.length <= most) return text
  const room = most - mark.length
  // Where a single sign is longer than all that fits, at least no character is halved.
  const end = signs.segment(text).containing(room)?.index || room - Number(/[\ud800-\udbff]/.test(text[room - 1] ?? ''))
  return text.slice(0, end) + mark
}
