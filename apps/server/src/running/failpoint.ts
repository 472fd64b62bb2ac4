import { writeSync } from 'node:fs'
import type { Environment } from '../config/environment.ts'

/**
 * For the crash tests, and for nothing else: where NODE_ENV is `test`, the process kills itself when it first gets to the
 * failpoint that CROSSDOCK_FAILPOINT names, as `kill -9` would. Anywhere else there are no failpoints.
 */
export function failpointOf(environment: Environment): ((name: string) => void) | undefined {
  const wanted = environment['CROSSDOCK_FAILPOINT']
  if (!wanted || environment['NODE_ENV'] !== 'test') return undefined
  return (name) => {
    if (name !== wanted) return
    writeSync(2, `killed at ${name}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
}
