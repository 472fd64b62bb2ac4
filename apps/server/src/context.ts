import { hostname } from 'node:os'
import { sharedBudgets, type Connector } from '@crossdock/connector-kit'
import { openLanes } from '@crossdock/flows'
import type { Needs, Store, Telling } from '@crossdock/flows/ports'
import { connect, openCallLog, openCallRates, openClock, openStore, seedShippingTypes, startQueue, type Clock, type Database, type Queue } from '@crossdock/postgres'
import type pg from 'pg'
import type { Config } from './config/config.ts'
import type { KeyRing } from './config/key-ring.ts'
import { createMailer } from './egress/mailer.ts'
import { createOutbound } from './egress/outbound.ts'
import type { Logger } from './logger.ts'
import { failpointOf } from './running/failpoint.ts'
import { createAuth, type Auth } from './sign-in/auth.ts'
import { connectSignIn } from './sign-in/pool.ts'
import { notingWork } from './http/idempotent-work.ts'
import { listReaders } from './sign-in/readers.ts'
import { createVault } from './vault.ts'
import { version } from './version.ts'
import { warehouseTimeZone } from './warehouse.ts'
import type { Metrics } from './watching/metrics.ts'
import { currentTraceparent, tracedStore } from './watching/trace.ts'

/** Everything that the process is made of. It is put together here and nowhere else. */
export interface App {
  config: Config
  version: string
  /** Where browsers and platforms reach us, without a trailing slash. */
  publicUrl: string
  log: Logger
  keys: KeyRing
  database: Database
  /** The sign-in tables. */
  signIn: pg.Pool
  auth: Auth
  queue: Queue
  store: Store
  connectors: ReadonlyMap<string, Connector>
  metrics: Metrics | undefined
  /** Of this process, by what they are for. */
  pools: Record<string, pg.Pool>
  /** What the use cases in flows are given by a request. */
  needs: Needs
  /** The same for jobs and rounds, on connections of their own: neither can starve the other. */
  workNeeds: Needs
  close(): Promise<void>
}

export interface AppOptions {
  config: Config
  databaseUrl: string
  publicUrl: string
  keys: KeyRing
  connectors: ReadonlyMap<string, Connector>
  log: Logger
  /** Whether this process takes jobs from the queue, or only puts them there. */
  works: boolean
  /** Whether platforms reach the public address, so that webhooks are worth asking for. */
  webhooks: boolean
  metrics?: Metrics | undefined
  /** In place of the clock, for tests. */
  now?: () => Date
}

/** A request that waits too long is refused, and may be made again; and one merchant's requests leave connections to the others. */
const requestLimits = { maxConnections: 12, statementMs: 30_000, lockMs: 8_000, ofOneMerchant: 4 }
const workLimits = { maxConnections: 16, statementMs: 120_000, lockMs: 30_000 }

/** Opens everything on a migrated database. Whatever was opened is closed again when a later part fails. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, databaseUrl, publicUrl, keys, connectors, log, works } = options
  const pooled = config.directDatabaseUrl !== null
  let closing = false
  let toldAt = 0
  const onError = (err: Error) => {
    // When the database goes, all connections tell of it at once.
    if (closing || Date.now() - toldAt < 1_000) return
    toldAt = Date.now()
    log.warn({ reason: err.message }, 'a database connection was lost')
  }
  const database = notingWork(connect({ url: databaseUrl, applicationName: 'crossdock api', pooled, ...requestLimits, onError }))
  const workDatabase = works ? connect({ url: databaseUrl, applicationName: 'crossdock worker', pooled, ...workLimits, onError }) : database
  const signIn = connectSignIn({ url: databaseUrl, pooled, maxConnections: 6, onError })
  const calls = openCallLog(workDatabase, onError)
  let queue: Queue | undefined
  let clock: Clock | undefined
  const close = async () => {
    closing = true
    await queue?.stop(10_000)
    clock?.close()
    await calls.close()
    await signIn.end()
    if (works) await workDatabase.close()
    await database.close()
  }
  try {
    await seedShippingTypes(database)
    clock = await openClock(database.pool, onError)
    // Whoever takes jobs listens for them, which needs a session.
    queue = await startQueue({ url: works ? (config.directDatabaseUrl ?? databaseUrl) : databaseUrl, works, onError, traceparent: currentTraceparent })
    const store = tracedStore(openStore(database, queue))
    const watchedCalls = options.metrics?.counting(calls) ?? calls
    const budgets = sharedBudgets(openCallRates(workDatabase.pool), (err) => onError(err as Error))
    const telling: Telling = { readers: () => listReaders(signIn), mailer: createMailer(), outbound: createOutbound({ allowPrivate: config.privateWebhooks }), timeZone: warehouseTimeZone }
    const needs: Needs = { store, connectors, vault: createVault(keys), now: options.now ?? clock.now, log, worker: `${hostname()}:${process.pid}`, publicUrl, webhooks: options.webhooks, budgets, calls: watchedCalls, telling, failpoint: failpointOf(config.environment) }
    const workNeeds: Needs = works ? { ...needs, store: tracedStore(openStore(workDatabase, queue)), lanes: openLanes() } : needs
    const auth = createAuth({ pool: signIn, keys, publicUrl, log })
    const pools = { requests: database.pool, ...(works ? { work: workDatabase.pool } : {}), sign_in: signIn }
    return { config, version, publicUrl, log, keys, database, signIn, auth, queue, store, connectors, metrics: options.metrics, pools, needs, workNeeds, close }
  } catch (err) {
    await close()
    throw err
  }
}
