import type { Connector } from '@crossdock/connector-kit'
import type { Config } from '../config/config.ts'
import { createApp, type App } from '../context.ts'
import { createLogger } from '../logger.ts'
import { isReachable } from '../platforms.ts'
import { keysOf } from './load-config.ts'
import { withDatabase } from './with-database.ts'

/** Does a command's work with all that the use cases need, whether or not a server is running. It takes no jobs. */
export async function withApp<Result>(config: Config & { connectors: ReadonlyMap<string, Connector> }, work: (app: App) => Promise<Result>): Promise<Result> {
  const publicUrl = config.publicUrl ?? `http://127.0.0.1:${config.port}`
  // What a command says is all that stands on stdout.
  const log = createLogger({ logLevel: config.logLevel === 'debug' ? 'debug' : 'warn', logFormat: config.logFormat }, process.stderr)
  return withDatabase(config, async ({ url }) => {
    const app = await createApp({ config, databaseUrl: url, publicUrl, keys: keysOf(config), connectors: config.connectors, log, works: false, webhooks: isReachable(publicUrl, config) })
    try {
      return await work(app)
    } finally {
      await app.close()
    }
  })
}
