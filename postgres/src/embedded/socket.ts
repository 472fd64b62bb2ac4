import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { isRoot, type Account } from './account.ts'
import { EmbeddedPostgresError } from './errors.ts'

/** The number in the socket's file name; no TCP port is opened. */
export const socketNumber = 5432

// sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const longestSocketPath = 103

/**
 * Makes the private folder (0700, the account's own) that holds the socket: a short path, the same for every starter of the same data.
 * Whoever can enter it may sign in as the database's owner, so a folder that somebody else made there is refused.
 */
export async function makeSocketDir(data: string, account: Account): Promise<string> {
  const dir = path.join(shortBase(), `crossdock-pg-${createHash('sha256').update(data).digest('hex').slice(0, 10)}`)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const found = await lstat(dir)
  const allowed = [process.getuid?.(), account.switchTo?.uid]
  if (!found.isDirectory() || !allowed.includes(found.uid)) {
    throw new EmbeddedPostgresError('socket-directory-taken', `${dir} belongs to somebody else, so it cannot hold the database's socket. Remove it, or set TMPDIR to a folder of your own.`)
  }
  if (account.switchTo) await chown(dir, account.switchTo.uid, account.switchTo.gid)
  await chmod(dir, 0o700)
  return dir
}

export function socketFile(dir: string): string {
  return path.join(dir, `.s.PGSQL.${socketNumber}`)
}

function shortBase(): string {
  if (process.platform === 'linux' && isRoot()) return '/run'
  const name = 'crossdock-pg-0123456789'
  const preferred = os.tmpdir()
  return Buffer.byteLength(socketFile(path.join(preferred, name))) <= longestSocketPath ? preferred : '/tmp'
}
