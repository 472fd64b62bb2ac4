import { setTimeout as delay } from 'node:timers/promises'
import { startEmbedded, type EmbeddedPostgres } from '@crossdock/postgres/embedded'
import type { Config } from '../config/config.ts'

/** Where the database is, and how to let go of it. */
export interface DatabasePlace {
  url: string
  embedded: boolean
  stop(): Promise<void>
}

const databaseName = 'crossdock'
const restartPauseMs = 500
const mostRestarts = 5

/**
 * The database that was configured, or the embedded one: started, or adopted from another process of ours. When that
 * other process ends, or PostgreSQL dies, it is started again in the same place, and connections find it.
 * @param onLost told when it could not be started again
 */
export async function openDatabasePlace(config: Config, log: (line: string) => void, onLost: (err: Error) => void): Promise<DatabasePlace> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, embedded: false, stop: async () => {} }
  const begin = () => startEmbedded({ dataDir: config.dataDir, database: databaseName, log })
  let current: EmbeddedPostgres = await begin()
  let stopping = false
  let restarts = 0

  const watch = async (running: EmbeddedPostgres): Promise<void> => {
    const { asked, reason } = await running.exited
    if (asked || stopping) return
    log(`PostgreSQL is gone (${reason}); starting it again`)
    if (++restarts > mostRestarts) return onLost(new Error(`PostgreSQL ended ${restarts} times. ${config.dataDir}/postgres.log says why.`))
    await delay(restartPauseMs)
    const next = await begin()
    current = next
    if (stopping) return next.stop()
    return watch(next)
  }
  const watching = watch(current).catch(onLost)

  return {
    get url() {
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
