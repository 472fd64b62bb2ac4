import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../../flows/src/', import.meta.url))

/** Every place where the flows say that dying is dangerous, as the source has them now. */
export function failpoints(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const names = files.flatMap((file) => [...readFileSync(path.join(source, file), 'utf8').matchAll(/failpoint\?\.\('([^']+)'\)/g)].map((match) => match[1]!))
  return [...new Set(names)].sort()
}
