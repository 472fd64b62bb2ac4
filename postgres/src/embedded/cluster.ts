import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { canReach, type Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { isAlive } from './processes.ts'

const run = promisify(execFile)

/** The name of the database's owner, its only role until the migrations make others. */
export const ownerRole = 'crossdock'

/** How PostgreSQL is told where its data is: the folder to start in, and the value of -D. */
export type Place = { readonly cwd: string; readonly data: string }

/** The environment of every PostgreSQL process: messages in English because some are read, and nothing of ours leaks in. */
export const postgresEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * Root may keep data where the unprivileged account cannot walk (below /root, in a 0700 folder). Started inside the folder, PostgreSQL
 * needs no way to it: /proc/self/cwd is the folder itself.
 */
export function placeFor(account: Account, data: string): Place {
  const walled = account.switchTo !== undefined && process.platform === 'linux' && !canReach(account, path.dirname(data))
  return walled ? { cwd: data, data: '/proc/self/cwd' } : { cwd: '/', data }
}

/** The major version of the programs, for example 18. */
export async function binaryMajor(binaries: Binaries): Promise<number> {
  const { stdout } = await run(binaries.postgres, ['--version'], { cwd: '/', env: postgresEnv })
  return Number(/ (\d+)/.exec(stdout)?.[1])
}

export function isInitialised(data: string): boolean {
  return existsSync(path.join(data, 'PG_VERSION'))
}

/** Refuses data of another major version, which PostgreSQL cannot read. */
export async function checkVersion(data: string, major: number): Promise<void> {
  const found = Number((await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim())
  if (found === major) return
  throw new EmbeddedPostgresError(
    'version-mismatch',
    `The database in ${data} is PostgreSQL ${found}, but this release brings PostgreSQL ${major}. Start PostgreSQL ${found} on it, dump it, and load the dump into a new CROSSDOCK_DATA_DIR; or set DATABASE_URL.`,
  )
}

/** Creates the data folder in a draft that is renamed when complete, so that a crash or a second starter never sees half of one. */
export async function initialise(data: string, binaries: Binaries, major: number, account: Account, signal?: AbortSignal): Promise<void> {
  await removeAbandonedDrafts(data)
  const draft = await mkdtemp(`${data}.init-${process.pid}-`)
  try {
    if (account.switchTo) await chown(draft, account.switchTo.uid, account.switchTo.gid)
    const place = placeFor(account, draft)
    const locale = major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C.UTF-8']
    const args = ['-D', place.data, '-U', ownerRole, '-A', 'trust', '-E', 'UTF8', ...locale, '--no-instructions']
    await run(binaries.initdb, args, { ...account.switchTo, cwd: place.cwd, env: postgresEnv, signal })
    await rename(draft, data)
  } catch (err) {
    await rm(draft, { recursive: true, force: true })
    if (isInitialised(data)) return
    signal?.throwIfAborted()
    const said = (err as { stderr?: string }).stderr?.trim() ?? String(err)
    throw new EmbeddedPostgresError('initdb-failed', `PostgreSQL could not create its data in ${data}: ${said}`, { cause: err })
  }
}

async function removeAbandonedDrafts(data: string): Promise<void> {
  const prefix = `${path.basename(data)}.init-`
  for (const name of await readdir(path.dirname(data))) {
    if (!name.startsWith(prefix)) continue
    const draft = path.join(path.dirname(data), name)
    const pid = Number(name.slice(prefix.length).split('-')[0])
    const { mtimeMs } = await stat(draft)
    // Process numbers repeat in containers, so an old draft is abandoned whoever has its number now.
    if (!isAlive(pid) || Date.now() - mtimeMs > 600_000) await rm(draft, { recursive: true, force: true })
  }
}
