import { createHash } from 'node:crypto'
import type { World } from './world.ts'

/** The same for the same seed, whatever machine it runs on. */
export function hashOf(world: World): string {
  const hash = createHash('sha256')
  for (const entry of world.platform.journal.entries) hash.update(`${JSON.stringify(entry)}\n`)
  for (const line of world.trace) hash.update(`${line}\n`)
  return hash.digest('hex').slice(0, 16)
}
