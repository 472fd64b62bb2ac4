/** JSON for people, indented. Signs that turn the writing direction are spelled out: nothing of a line is turned, and what was sent can be seen and copied. */
export function spellJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
