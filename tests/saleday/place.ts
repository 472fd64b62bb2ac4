import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startEmbedded, type EmbeddedPostgres } from '@crossdock/postgres/embedded'
import { openWorld, type RunningServer, type StoryWorld } from '../support/running-server.ts'

/** Where a sale day takes place: a PostgreSQL, a store, a server and a worker beside it, each a process of its own. */
export interface SalePlace {
  world: StoryWorld
  databaseUrl: string
  server: RunningServer
  worker: RunningServer
  /** `kill -9`, and started again as a supervisor would. */
  killServer(): Promise<void>
  killWorker(): Promise<void>
  restartDatabase(): Promise<void>
  end(): Promise<void>
}

export async function openPlace(options: { storeUrl?: string; environment?: Record<string, string> }): Promise<SalePlace> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'crossdock-saleday-'))
  await chmod(dataDir, 0o755)
  const begin = (): Promise<EmbeddedPostgres> =>
    // Processes die here, the machine does not: what was handed to the kernel is safe without fsync.
    startEmbedded({ dataDir, database: 'crossdock', log: () => {}, settings: { fsync: 'off', full_page_writes: 'off', max_connections: '150' } })
  let postgres = await begin()
  let world: StoryWorld | undefined
  const end = async () => {
    await world?.end()
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    world = await openWorld({ databaseUrl: postgres.url, ...(options.storeUrl ? { storeUrl: options.storeUrl } : {}) })
    Object.assign(world.environment, { LOG_LEVEL: 'warn', ...options.environment })
    const opened = world
    const startWorker = () => opened.start({ LOG_LEVEL: 'info' }, 'worker')
    const place: SalePlace = {
      world, databaseUrl: postgres.url, end,
      server: await opened.start(),
      worker: await startWorker(),
      async killServer() {
        await place.server.kill()
        place.server = await opened.start()
      },
      async killWorker() {
        await place.worker.kill()
        place.worker = await startWorker()
      },
      async restartDatabase() {
        await postgres.stop()
        postgres = await begin()
      },
    }
    return place
  } catch (err) {
    await end()
    throw err
  }
}
