import type { Connector } from '@crossdock/connector-kit'
import { readConfig, type Config } from '../config/config.ts'
import { keptKeyRing, type KeyRing } from '../config/key-ring.ts'
import { connectorsOf, connectorVariables } from '../platforms.ts'
import { Sentence } from '../running/sentence.ts'

/** @throws Sentence with every mistake, one a line, and exit code 78 */
export function loadConfig(environment: Record<string, string | undefined> = process.env): Config & { connectors: ReadonlyMap<string, Connector> } {
  const read = readConfig(environment, connectorVariables)
  const configured = connectorsOf('config' in read ? read.config : { environment })
  const mistakes = [...('mistakes' in read ? read.mistakes : []), ...('mistakes' in configured ? configured.mistakes : [])]
  if (!('config' in read) || !('connectors' in configured) || mistakes.length > 0) {
    throw new Sentence(`The environment has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`, { exitCode: 78 })
  }
  return { ...read.config, connectors: configured.connectors }
}

/** @throws Sentence when the kept ring cannot be used */
export function keysOf(config: Config): KeyRing {
  try {
    return config.keys ?? keptKeyRing(config.dataDir, new Date())
  } catch (err) {
    throw new Sentence((err as Error).message, { cause: err, exitCode: 78 })
  }
}
