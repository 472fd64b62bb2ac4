import { setTimeout as delay } from 'node:timers/promises'
import { leadsThroughPooler } from '@crossdock/postgres'
import { startEmbedded, type EmbeddedPostgres } from '@crossdock/postgres/embedded'
import type { Config } from '../config/config.ts'
import { Sentence } from './sentence.ts'

/** Where the database is, and how to let go of it. */
export interface DatabasePlace {
  url: string
  /** For what needs a session of its own: migrations, backups, LISTEN. The same, unless a pooler stands before the other. */
  directUrl: string
  embedded: boolean
  stop(): Promise<void>
}

const databaseName = 'crossdock'
const restartPauseMs = 500
const longestPauseMs = 30_000
/** So often within so long, and then the process ends: a person has to look. */
const mostRestarts = 8
const recentMs = 600_000

/**
 * The database that was configured, or the embedded one: started, or adopted from another process of ours. When that
 * other process ends, or PostgreSQL dies, it is started again in the same place, and connections find it.
 * @param onLost told when it could not be started again
 */
export async function openDatabasePlace(config: Config, log: (line: string) => void, onLost: (err: Error) => void): Promise<DatabasePlace> {
  if (config.databaseUrl !== null) {
    const { databaseUrl: url, directDatabaseUrl } = config
    if (directDatabaseUrl === null && (await leadsThroughPooler(url))) {
      throw new Sentence('DATABASE_URL leads through a connection pooler. Migrations, backups and the queue need the database itself: set CROSSDOCK_DIRECT_DATABASE_URL to its address. If nothing pools connections on the way, set it to the same address.')
    }
    return { url, directUrl: directDatabaseUrl ?? url, embedded: false, stop: async () => {} }
  }
  const begin = () => startEmbedded({ dataDir: config.dataDir, database: databaseName, log })
  let current: EmbeddedPostgres = await begin()
  let stopping = false
  let recent: number[] = []

  /** Where it cannot start now it may soon: a full disk is freed, a memory limit passes. The pauses grow, so that nobody storms. */
  const beginAgain = async (): Promise<EmbeddedPostgres | null> => {
    for (;;) {
      const now = performance.now()
      recent = [...recent.filter((at) => now - at < recentMs), now]
      if (recent.length > mostRestarts) throw new Error(`PostgreSQL ended or did not start ${mostRestarts} times within ${recentMs / 60_000} minutes. ${config.dataDir}/postgres.log says why.`)
      await delay(Math.min(longestPauseMs, restartPauseMs * 2 ** (recent.length - 1)))
      if (stopping) return null
      try {
        return await begin()
      } catch (err) {
        log(`PostgreSQL did not start: ${err instanceof Error ? err.message : String(err)}`)
      }
    }
  }
  const watch = async (running: EmbeddedPostgres): Promise<void> => {
    const { asked, reason } = await running.exited
    if (asked || stopping) return
    log(`PostgreSQL is gone (${reason}); starting it again`)
    const next = await beginAgain()
    if (!next) return
    current = next
    if (stopping) return next.stop()
    return watch(next)
  }
  const watching = watch(current).catch(onLost)

  return {
    get url() {
      return current.url
    },
    get directUrl() {
      return current.url
    },
    embedded: true,
    async stop() {
      stopping = true
      await current.stop()
      await watching
    },
  }
}
