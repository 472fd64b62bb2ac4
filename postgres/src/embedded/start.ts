import { existsSync } from 'node:fs'
import { mkdir, realpath, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { chooseAccount } from './account.ts'
import { packagedBinDir, prepareBinaries } from './binaries.ts'
import { binaryMajor, checkVersion, initialise, isInitialised, placeFor } from './cluster.ts'
import { databaseUrl, ensureDatabase, tryConnect, untilGone } from './connection.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { readPidFile, removeStalePidFile } from './pid-file.ts'
import { lostToAnother, spawnPostmaster, type Postmaster, type PostmasterOptions } from './postmaster.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { makeSocketDir } from './socket.ts'

export type EmbeddedPostgresOptions = {
  /** Holds `pgdata`, `postgres.log` and, where needed, a copy of the programs. Created when missing. */
  readonly dataDir: string
  /** Created when missing. */
  readonly database: string
  readonly log: (line: string) => void
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal
  /** The folder of `initdb` and `postgres`, instead of the npm package's. */
  readonly binDir?: string
  /** Over the default settings. */
  readonly settings?: Settings
}

/** `asked`: whether our own stop() was the cause. `reason`: a sentence for the log. */
export type EmbeddedPostgresExit = { readonly asked: boolean; readonly reason: string }

export type EmbeddedPostgres = {
  /** For `pg`, as the database's owner, over a private socket. */
  readonly url: string
  /** Another process started the server: it also stops it. */
  readonly adopted: boolean
  readonly pid: number
  /** Stops the server that we started, or lets go of the one that we adopted. */
  stop(): Promise<void>
  /** Resolves when the server is gone or, if adopted, let go of. Every pool needs an error handler all the same. */
  readonly exited: Promise<EmbeddedPostgresExit>
}

type Running = { client: pg.Client; pid: number; socketDir: string; ours: Postmaster | undefined }

const patienceWithOthersMs = 60_000
const patienceWithRecoveryMs = 600_000

/**
 * Starts a private PostgreSQL on `dataDir`, or adopts the one that runs there. No TCP port is opened.
 * @throws EmbeddedPostgresError with a sentence that says what to do; the signal's reason when it is aborted
 */
export async function startEmbedded(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database, log, signal } = options
  await mkdir(options.dataDir, { recursive: true, mode: 0o755 })
  const home = await realpath(options.dataDir)
  const data = path.join(home, 'pgdata')
  const account = await chooseAccount(data)
  const binaries = await prepareBinaries(options.binDir ?? packagedBinDir(), account, home, log)
  const major = await binaryMajor(binaries)
  if (!isInitialised(data)) {
    if (existsSync(data)) await refuseForeignFolder(data)
    log(`creating a PostgreSQL ${major} database in ${data}`)
    await initialise(data, binaries, major, account, signal)
  }
  await checkVersion(data, major)
  const socketDir = await makeSocketDir(data, account)
  const settings = { ...defaultSettings, ...options.settings }
  const running = await startOrAdopt(data, {
    postgres: binaries.postgres, place: placeFor(account, data), socketDir, account, settings, logFile: path.join(home, 'postgres.log'),
  }, log, signal)
  try {
    await ensureDatabase(running.client, database)
  } catch (err) {
    await running.client.end()
    await running.ours?.stop()
    throw err
  }
  return handleOf(running, databaseUrl(running.socketDir, database))
}

async function refuseForeignFolder(data: string): Promise<void> {
  await rmdir(data).catch((err: unknown) => {
    throw new EmbeddedPostgresError('initdb-failed', `${data} exists but holds no PostgreSQL database. Move it away, or choose another CROSSDOCK_DATA_DIR.`, { cause: err })
  })
}

async function startOrAdopt(data: string, options: PostmasterOptions, log: (line: string) => void, signal?: AbortSignal): Promise<Running> {
  const begun = Date.now()
  let ours: Postmaster | undefined
  let reported = begun
  try {
    for (;;) {
      signal?.throwIfAborted()
      const found = await readPidFile(data)
      const client = found?.status === 'ready' ? await tryConnect(found.socketDir) : undefined
      if (found && client) {
        return { client, pid: found.pid, socketDir: found.socketDir, ours: ours?.pid === found.pid ? ours : undefined }
      }
      const waited = Date.now() - begun
      if (!ours || ours.hasExited()) {
        if (ours) await explainExit(ours, options.logFile, waited)
        if (await removeStalePidFile(data)) log('removed a postmaster.pid that a crash had left behind')
        if (ours) await delay(150, undefined, { signal })
        ours = await spawnPostmaster(options)
      } else if (waited > patienceWithRecoveryMs) {
        throw new EmbeddedPostgresError('start-too-slow', `PostgreSQL was still not ready after ${Math.round(waited / 1000)} s. ${options.logFile} says what it is doing.`)
      } else if (Date.now() - reported > 5_000) {
        reported = Date.now()
        log(`waiting for PostgreSQL to be ready (${Math.round(waited / 1000)} s)`)
      }
      await delay(20, undefined, { signal })
    }
  } catch (err) {
    await ours?.stop()
    await rmdir(options.socketDir).catch(() => {})
    throw err
  }
}

/** Returns when a server that ended may be tried again, because another one held the data; throws otherwise. */
async function explainExit(ended: Postmaster, logFile: string, waited: number): Promise<void> {
  const said = await ended.readLog()
  if (!lostToAnother(said)) {
    throw new EmbeddedPostgresError('start-failed', `${await ended.exited}. Its last words, from ${logFile}:\n${said.trimEnd().split('\n').slice(-8).join('\n')}`)
  }
  if (waited > patienceWithOthersMs) {
    throw new EmbeddedPostgresError('start-too-slow', `Another PostgreSQL holds the data but does not answer, since ${Math.round(waited / 1000)} s. End it, or choose another CROSSDOCK_DATA_DIR. See ${logFile}.`)
  }
}

function handleOf(running: Running, url: string): EmbeddedPostgres {
  const { client, pid, socketDir, ours } = running
  if (ours) {
    let asked = false
    void client.end().catch(() => {})
    return {
      url, pid, adopted: false,
      async stop() {
        asked = !ours.hasExited()
        await ours.stop()
        await rmdir(socketDir).catch(() => {})
      },
      exited: ours.exited.then((reason) => ({ asked, reason })),
    }
  }
  const letGo = new AbortController()
  const exited = untilGone(socketDir, client, letGo.signal).then(() => ({
    asked: letGo.signal.aborted,
    reason: letGo.signal.aborted ? 'let go of PostgreSQL, which another process runs' : 'the process that ran PostgreSQL stopped it',
  }))
  return {
    url, pid, adopted: true,
    async stop() {
      letGo.abort()
      await exited
    },
    exited,
  }
}
