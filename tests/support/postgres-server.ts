import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { migrate } from '@crossdock/postgres'
import { startEmbedded } from '@crossdock/postgres/embedded'

/** Migrated once, copied for every test database. */
export const templateDatabase = 'crossdock_template'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of the running project; the URL is the template's. */
    postgres: { url: string }
  }
}

export type TestServer = { readonly url: string; stop(): Promise<void> }

/** Starts a throw-away server that does not care for crashes: its folder is gone with it. */
export async function startTestServer(binDir?: string): Promise<TestServer> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'crossdock-test-'))
  await chmod(dataDir, 0o755)
  const remove = () => rm(dataDir, { recursive: true, force: true })
  try {
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '256MB', max_connections: '300' }
    const server = await startEmbedded({ dataDir, database: templateDatabase, log: () => {}, binDir, settings })
    const stop = async () => {
      await server.stop()
      await remove()
    }
    try {
      await migrate({ url: server.url })
    } catch (err) {
      await stop()
      throw err
    }
    return { url: server.url, stop }
  } catch (err) {
    await remove()
    throw err
  }
}
