import os from 'node:os'
import path from 'node:path'

/** Where the database, the keys and the lock are kept when nothing else is said: outside the repository, on a real disk. */
export function defaultDataDir(environment: Record<string, string | undefined>): string {
  if (process.getuid?.() === 0) return '/var/lib/crossdock'
  return path.join(environment['XDG_DATA_HOME'] || path.join(os.homedir(), '.local', 'share'), 'crossdock')
}
