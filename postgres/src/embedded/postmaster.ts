import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, lstatSync } from 'node:fs'
import { open, readFile, rename, stat } from 'node:fs/promises'
import type { Account } from './account.ts'
import { postgresEnv, type Place } from './cluster.ts'
import { settingsAsArguments, type Settings } from './settings.ts'
import { socketNumber } from './socket.ts'

/** A server process that we started. */
export type Postmaster = {
  readonly pid: number | undefined
  /** Resolves with what became of it, in words, when the process ends. */
  readonly exited: Promise<string>
  hasExited(): boolean
  /** What it has logged since it started. */
  readLog(): Promise<string>
  /** Ends it: sessions are cut and the data is left clean; after 10 s at once, to be recovered at the next start. */
  stop(): Promise<void>
}

export type PostmasterOptions = {
  readonly postgres: string
  readonly place: Place
  readonly socketDir: string
  readonly account: Account
  readonly settings: Settings
  readonly logFile: string
}

const largestLog = 10_000_000

export async function spawnPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { account, logFile, place } = options
  const args = ['-D', place.data, '-k', options.socketDir, '-p', String(socketNumber), ...settingsAsArguments(options.settings)]
  const [command, ...commandArgs] = [...dyingWithUs(account), options.postgres, ...args] as [string, ...string[]]
  const offset = await rotate(logFile)
  const log = await open(logFile, 'a', 0o640)
  let child: ChildProcess
  try {
    child = spawn(command, commandArgs, {
      ...(command === options.postgres ? account.switchTo : {}),
      cwd: place.cwd,
      stdio: ['ignore', log.fd, log.fd],
      // Its own process group: Ctrl-C reaches us, and we stop the database last.
      detached: true,
      env: { ...postgresEnv, PG_OOM_ADJUST_FILE: '/proc/self/oom_score_adj' },
    })
  } finally {
    await log.close()
  }
  child.unref()
  let ended = false
  const exited = new Promise<string>((resolve) => {
    const end = (reason: string) => {
      ended = true
      resolve(reason)
    }
    child.once('error', (err) => end(`${command} could not be started: ${err.message}`))
    child.once('exit', (code, signal) => end(signal ? `PostgreSQL was ended by ${signal}` : `PostgreSQL ended with code ${code}`))
  })
  return {
    pid: child.pid,
    exited,
    hasExited: () => ended,
    readLog: async () => (await readFile(logFile)).subarray(offset).toString('utf8'),
    async stop() {
      if (ended) return
      child.ref()
      child.kill('SIGINT')
      const impatience = setTimeout(() => child.kill('SIGQUIT'), 10_000)
      await exited
      clearTimeout(impatience)
    },
  }
}

/** On Linux the kernel tells PostgreSQL to shut down the moment we are gone, even by kill -9. Needs util-linux, not busybox (a symlink). */
function dyingWithUs(account: Account): string[] {
  if (process.platform !== 'linux') return []
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file) && !lstatSync(file).isSymbolicLink())
  if (!setpriv) return []
  const { switchTo } = account
  const change = switchTo ? ['--reuid', String(switchTo.uid), '--regid', String(switchTo.gid), '--clear-groups'] : []
  return [setpriv, '--pdeathsig', 'INT', ...change, '--']
}

/** @returns the size of the log before this start, in bytes */
async function rotate(logFile: string): Promise<number> {
  const size = await stat(logFile).then((found) => found.size, () => 0)
  if (size <= largestLog) return size
  await rename(logFile, `${logFile}.1`)
  return 0
}

/** Whether the log says that another server holds, or has not yet let go of, the same data. */
export function lostToAnother(log: string): boolean {
  return /lock file "[^"]*" already exists|pre-existing shared memory block/.test(log)
}
