import path from 'node:path'
import { defaultDataDir } from './data-dir.ts'
import { readerOf, resolveFiles, type Environment } from './environment.ts'
import { keyRingExample, parseKeyRing, type KeyRing } from './key-ring.ts'

/** What the process was told, validated. Nothing else reads the environment. */
export interface Config {
  host: string
  /** 0: any free one. */
  port: number
  /** Where browsers reach us, without a trailing slash; null: where we listen. */
  publicUrl: string | null
  /** null: the embedded PostgreSQL. */
  databaseUrl: string | null
  /** The same database without the connection pooler that stands before `databaseUrl`; null: none does. */
  directDatabaseUrl: string | null
  dataDir: string
  /** null: kept in the data directory. */
  keys: KeyRing | null
  logLevel: (typeof logLevels)[number]
  /** null: lines for people on a terminal, JSON otherwise. */
  logFormat: 'json' | 'pretty' | null
  sandbox: boolean
  demo: boolean
  /** Where metrics are served; null: nowhere. */
  metrics: { host: string; port: number } | null
  /** How far back a proxy's word on the caller's address is believed: the number of proxies in front. */
  trustedProxies: number
  /** Whether outgoing webhooks may go to private networks, by plain http and to any port. */
  privateWebhooks: boolean
  /** For how many days the calls to platforms and the timelines are kept at least; 0: for ever. */
  keepDays: { calls: number; timeline: number }
  /** Everything, with secrets from files resolved: what connectors are configured from. */
  environment: Environment
}

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

const days = (fallback: number) => ({ from: 0, to: 36_500, fallback })

/** A variable that a platform's connector reads. */
export interface ConnectorVariable {
  name: string
  secret: boolean
}

/**
 * @param connectorVariables what the platforms' connectors read; the sandbox is on by default while none of their addresses is set
 * @returns the configuration, or every mistake, each a sentence that begins with the variable's name
 */
export function readConfig(given: Environment, connectorVariables: readonly ConnectorVariable[]): { config: Config } | { mistakes: string[] } {
  const secrets = ['DATABASE_URL', 'CROSSDOCK_DIRECT_DATABASE_URL', 'CROSSDOCK_KEYS', ...connectorVariables.filter((each) => each.secret).map((each) => each.name)]
  const { environment, mistakes: fileMistakes } = resolveFiles(given, secrets)
  const read = readerOf(environment)
  const keysText = read.text('CROSSDOCK_KEYS')
  const keys = keysText === null ? null : parseKeyRing(keysText)
  if (keys && 'mistakes' in keys) {
    read.mistake(`CROSSDOCK_KEYS must be id:key pairs with 32 random bytes in base64, the current one first, separated by commas: ${keys.mistakes.join('; ')}. Example: CROSSDOCK_KEYS=${keyRingExample}`)
  }
  const publicUrl = read.url('PUBLIC_URL', { protocols: ['http:', 'https:'], example: 'https://crossdock.example.com' })
  if (publicUrl && (publicUrl.pathname !== '/' || publicUrl.search || publicUrl.hash)) {
    read.mistake('PUBLIC_URL must have no path: Crossdock lives at the root of its address. Example: PUBLIC_URL=https://crossdock.example.com')
  }
  const dataDir = read.text('CROSSDOCK_DATA_DIR')
  if (dataDir !== null && !path.isAbsolute(dataDir)) {
    read.mistake(`CROSSDOCK_DATA_DIR must be an absolute path, but is “${dataDir}”. Example: CROSSDOCK_DATA_DIR=/var/lib/crossdock`)
  }
  const addressOfDatabase = (name: string) => read.url(name, { protocols: ['postgres:', 'postgresql:'], example: 'postgres://crossdock:password@127.0.0.1:5432/crossdock' }) && read.text(name)
  const [databaseUrl, directDatabaseUrl] = [addressOfDatabase('DATABASE_URL'), addressOfDatabase('CROSSDOCK_DIRECT_DATABASE_URL')]
  if (directDatabaseUrl !== null && read.text('DATABASE_URL') === null) {
    read.mistake('CROSSDOCK_DIRECT_DATABASE_URL is the database that DATABASE_URL reaches through a pooler, and DATABASE_URL is not set. Example: DATABASE_URL=postgres://crossdock:password@127.0.0.1:6432/crossdock')
  }
  const addressSet = connectorVariables.some((each) => isAddress(each.name) && read.text(each.name) !== null)
  const sandbox = read.choice('CROSSDOCK_SANDBOX', ['on', 'off'], addressSet ? 'off' : 'on') === 'on'
  const config: Config = {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.wholeNumber('PORT', { from: 0, to: 65_535, fallback: 4300 }),
    publicUrl: publicUrl?.origin ?? null,
    databaseUrl,
    directDatabaseUrl,
    dataDir: dataDir ?? defaultDataDir(environment),
    keys: keys && 'ring' in keys ? keys.ring : null,
    logLevel: read.choice('LOG_LEVEL', logLevels, 'info'),
    logFormat: read.text('LOG_FORMAT') === null ? null : read.choice('LOG_FORMAT', ['json', 'pretty'], 'json'),
    sandbox,
    demo: read.choice('CROSSDOCK_DEMO', ['on', 'off'], sandbox ? 'on' : 'off') === 'on',
    metrics: read.text('METRICS_PORT') === null ? null : { host: read.text('METRICS_HOST') ?? '127.0.0.1', port: read.wholeNumber('METRICS_PORT', { from: 0, to: 65_535, fallback: 9464 }) },
    trustedProxies: read.wholeNumber('CROSSDOCK_TRUSTED_PROXIES', { from: 0, to: 10, fallback: 0 }),
    privateWebhooks: read.choice('CROSSDOCK_PRIVATE_WEBHOOKS', ['on', 'off'], 'off') === 'on',
    keepDays: { calls: read.wholeNumber('CROSSDOCK_KEEP_CALLS_DAYS', days(90)), timeline: read.wholeNumber('CROSSDOCK_KEEP_TIMELINE_DAYS', days(0)) },
    environment,
  }
  const mistakes = [...fileMistakes, ...read.mistakes]
  return mistakes.length > 0 ? { mistakes } : { config }
}

/** A platform's address, by the way its variable is named. */
export const isAddress = (variable: string) => variable.endsWith('_URL')
