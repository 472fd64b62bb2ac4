import { spellJson } from '../../ui/spell-json.ts'

/** A body as people read it: JSON indented, a form one field a line, anything else as it came. */
export function readableBody(body: string): string {
  try {
    return spellJson(JSON.parse(body))
  } catch (err) {
    if (!(err instanceof SyntaxError)) throw err
  }
  if (!/^[\w.%+*-]+=[^\s<>{]*(&[\w.%+*-]+=[^\s<>{]*)*$/.test(body)) return body
  return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
}
