import { setTimeout as delay } from 'node:timers/promises'
import type { Connector } from '@crossdock/connector-kit'
import { migrate, startHeartbeat } from '@crossdock/postgres'
import type { Config } from '../config/config.ts'
import { createApp, type App } from '../context.ts'
import { endDemoLogins, seedDemo } from '../demo/seed.ts'
import { createHttpServer, type HttpServer } from '../http/server.ts'
import { createLogger, letLevelChange, type Logger } from '../logger.ts'
import { connectorsOf, isReachable, platformAddresses, platformAt } from '../platforms.ts'
import { openDatabasePlace, type DatabasePlace } from '../running/database-place.ts'
import { findPort, portSentence } from '../running/free-port.ts'
import { keepClean } from '../running/housekeeping.ts'
import { lockDataDir } from '../running/instance-lock.ts'
import { keepPartitions } from '../running/partitions.ts'
import { startSandbox, type Sandbox } from '../running/sandbox.ts'
import { makeSetupLink } from '../sign-in/setup-link.ts'
import { version } from '../version.ts'
import { databaseGauges } from '../watching/database-gauges.ts'
import { createMetrics, type Metrics } from '../watching/metrics.ts'
import { serveMetrics } from '../watching/metrics-server.ts'
import { startTracing } from '../watching/start-tracing.ts'
import { traceCall } from '../watching/trace.ts'
import { watchWork } from '../watching/watch-work.ts'
import { startWorker } from '../worker.ts'
import { keysOf } from './load-config.ts'
import { welcome } from './welcome.ts'

export type ProcessRole = 'all' | 'api' | 'worker'

/** Undoes one step of the start. */
type Ending = () => Promise<void> | void

export interface Running {
  /**
   * Ends everything in order: first no new work, then what is under way, then the database.
   * @param noticeMs how long requests are still taken after it was said that they soon will not be
   */
  stop(noticeMs?: number): Promise<void>
}

/**
 * Starts this process in its role and returns when it is ready.
 * @param fail told of what ends the process from within
 * @throws Sentence when it cannot start; whatever was started is stopped again
 */
export async function start(config: Config & { connectors: ReadonlyMap<string, Connector> }, role: ProcessRole, fail: (err: Error) => void): Promise<Running> {
  const log = createLogger(config)
  const endings: Ending[] = []
  const notice = { ms: 0 }
  const stop = async (noticeMs = 0) => {
    notice.ms = noticeMs
    for (let ending = endings.pop(); ending; ending = endings.pop()) {
      try {
        await ending()
      } catch (err) {
        log.error({ err }, 'stopping did not go as planned')
      }
    }
  }
  try {
    const port = role !== 'worker' && config.port === 0 ? await findPort(config.host, 0) : config.port
    const publicUrl = config.publicUrl ?? `http://${config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host}:${port}`
    // A worker may run beside a server on the same data; two servers on one embedded database would be a mistake.
    if (config.databaseUrl === null && role !== 'worker') endings.push(lockDataDir(config.dataDir, publicUrl))
    if (role !== 'worker') await findPort(config.host, port)
    const keys = keysOf(config)
    endings.push(letLevelChange(log, config.logLevel))
    endings.push(await startTracing(config.environment, version, log))
    const metrics = config.metrics ? createMetrics({ version, platformOf: platformAt(config) }) : undefined
    const [place, sandboxes] = await both(openPlace(config, log, endings, fail), role !== 'worker' && config.sandbox ? startSandboxes(config, log, endings) : Promise.resolve([]))
    await migrate({ url: place.directUrl, log: (message) => log.info({ part: 'postgres' }, message) })
    const app = await createApp({
      config, databaseUrl: place.url, publicUrl, keys, connectors: watched(config, metrics), log, metrics, works: role !== 'api', webhooks: isReachable(publicUrl, config),
    })
    endings.push(() => app.close())
    endings.push(await startHeartbeat(app.database.pool, { name: app.needs.worker, role, version: app.version, get sealsWith() { return keys.current.id } }, (err) => log.debug({ err }, 'the heartbeat was not kept')))
    if (role !== 'api') {
      const worker = await startWorker(app.workNeeds, app.queue, metrics && watchWork(metrics, app.database))
      endings.push(() => worker.stop())
      endings.push(keepPartitions(app.pools['work'] ?? app.database.pool, { keepDays: config.keepDays, now: app.needs.now, log }))
    }
    if (metrics && config.metrics) {
      const { address, stop: end } = await serveMetrics(config.metrics, metrics.registry, databaseGauges(metrics.gauges, app))
      endings.push(end)
      log.info({ address }, 'metrics are served')
    }
    if (role === 'worker') log.info({ worker: app.needs.worker }, 'working')
    else await serve(app, port, sandboxes, endings, notice)
    return { stop }
  } catch (err) {
    await stop()
    throw err
  }
}

/** The connectors, with somebody who looks on. */
function watched(config: Config & { connectors: ReadonlyMap<string, Connector> }, metrics: Metrics | undefined): ReadonlyMap<string, Connector> {
  const configured = connectorsOf(config, { watch: { around: traceCall, ...(metrics ? { breaker: metrics.breaker } : {}) } })
  return 'connectors' in configured ? configured.connectors : config.connectors
}

async function openPlace(config: Config, log: Logger, endings: Ending[], fail: (err: Error) => void): Promise<DatabasePlace> {
  const place = await openDatabasePlace(config, (line) => log.info({ part: 'postgres' }, line), fail)
  endings.push(() => place.stop())
  return place
}

/** Both at once. When one fails the other is still waited for, so that it can be undone. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other])
  return Promise.all([one, other])
}

async function startSandboxes(config: Config, log: Logger, endings: Ending[]): Promise<Sandbox[]> {
  const sandboxes: Sandbox[] = []
  for (const place of platformAddresses(config)) {
    const sandbox = await startSandbox(place, config.dataDir, (line) => log.debug({ part: `sandbox ${place.platform}` }, line))
    endings.push(() => sandbox.stop())
    sandboxes.push(sandbox)
  }
  return sandboxes
}

async function serve(app: App, port: number, sandboxes: readonly Sandbox[], endings: Ending[], notice: { ms: number }): Promise<void> {
  const { config, signIn, database, log } = app
  if (config.demo && sandboxes.length > 0) {
    const seeded = await seedDemo({ database, signIn, now: app.needs.now() }, sandboxes.map(({ address }) => address))
    if (seeded.merchants.length > 0) log.info({ merchants: seeded.merchants.length }, 'the demo is filled')
  } else if (!config.demo && (await endDemoLogins(signIn)) > 0) {
    log.warn('the demo is off: its logins were ended')
  }
  const http = await createHttpServer(app)
  await http.server.listen({ host: config.host, port }).catch((err: NodeJS.ErrnoException) => {
    throw portSentence(err, config.host, port)
  })
  endings.push(() => closeGently(http, notice.ms))
  endings.push(keepClean(signIn, (err) => log.warn({ err }, 'cleaning up did not succeed')))
  const setupToken = await makeSetupLink(signIn)
  welcome(app, sandboxes, setupToken)
}

const graceMs = 8_000

/** Says first that it is not ready, so that a proxy looks elsewhere, then takes no new connection; requests under way get a while to finish. */
async function closeGently({ server, drain }: HttpServer, noticeMs: number): Promise<void> {
  drain()
  await delay(noticeMs)
  const force = setTimeout(() => server.server.closeAllConnections(), graceMs)
  await server.close()
  clearTimeout(force)
}
