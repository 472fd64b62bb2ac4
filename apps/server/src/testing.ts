import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Connector } from '@crossdock/connector-kit'
import type { Role } from '@crossdock/domain'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { readConfig, type Config } from './config/config.ts'
import type { KeyRing, SecretKey } from './config/key-ring.ts'
import { createApp, type App } from './context.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { createLogger } from './logger.ts'
import { createApiKey } from './sign-in/api-keys.ts'
import { hashPassword } from './sign-in/password.ts'
import { inTransaction } from './sign-in/pool.ts'
import { insertUser } from './sign-in/users.ts'
import type { Metrics } from './watching/metrics.ts'

export const testPassword = 'correct horse battery'
/** A hash of full cost takes a tenth of a second; a password is checked at the cost that it was kept with. */
const testPasswordHash = hashPassword(testPassword, { memory: 8, passes: 1 })

export interface TestServer {
  app: App
  server: FastifyInstance
  drain: HttpServer['drain']
  /** Everything that was logged so far, as text. */
  logged(): string
  /** Makes a user and signs them in. @returns their cookie and id */
  signIn(role: Role, merchantId?: string): Promise<{ cookie: string; id: string; email: string }>
  /** @returns an API key */
  apiKey(role: Role, merchantId?: string): Promise<string>
  /** A request with a JSON body, as a browser on our own pages sends it. */
  call(method: InjectOptions['method'], path: string, options?: { cookie?: string; key?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: any
  text: string
}

export interface TestServerOptions {
  /** Of a migrated database. */
  databaseUrl: string
  environment?: Record<string, string>
  connectors?: ReadonlyMap<string, Connector>
  publicUrl?: string
  metrics?: Metrics
  /** A fresh one unless given. */
  keys?: KeyRing
}

export function freshKey(id: string): SecretKey {
  return { id, key: randomBytes(32) }
}

/** The whole server on a database of its own, without a port, a worker or a sandbox. */
export async function openTestServer({ databaseUrl, environment = {}, connectors = new Map(), publicUrl = 'http://127.0.0.1:4300', keys, metrics }: TestServerOptions): Promise<TestServer> {
  const config = testConfig(environment)
  const lines: string[] = []
  const out = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) })
  const key = freshKey('test')
  const app = await createApp({
    config, databaseUrl, publicUrl, keys: keys ?? { current: key, all: [key] }, connectors, works: false, webhooks: false, metrics, log: createLogger({ logLevel: 'debug', logFormat: 'json' }, out),
  })
  const { server, drain } = await createHttpServer(app)
  let users = 0

  const call: TestServer['call'] = async (method = 'GET', path, { cookie, key: apiKey, body, headers = {} } = {}) => {
    const answer = await server.inject({
      method, url: path,
      headers: { 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}), ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: /json/.test(String(answer.headers['content-type'])) ? answer.json() : null }
  }
  return {
    app, server, drain, call,
    logged: () => lines.join(''),
    async signIn(role, merchantId) {
      const email = `${role}-${++users}-${randomBytes(3).toString('hex')}@example.com`
      const user = { name: `${role} ${users}`, email, password: testPassword, role, merchantId: merchantId ?? null }
      const { id } = await inTransaction(app.signIn, async (client) => insertUser(client, user, await testPasswordHash))
      const answer = await call('POST', '/api/auth/sign-in/email', { body: { email, password: testPassword } })
      return { id, email, cookie: cookieOf(answer) }
    },
    async apiKey(role, merchantId) {
      return (await createApiKey(app.signIn, { name: `${role} key`, role, merchantId: merchantId ?? null, createdBy: 'test' })).key
    },
    async close() {
      await server.close()
      await app.close()
    },
  }
}

/** @returns the first cookie that an answer sets, as it is sent back */
export function cookieOf(answer: Answer): string {
  const set = answer.headers['set-cookie']
  const first = Array.isArray(set) ? set[0] : String(set ?? '')
  return first?.split(';')[0] ?? ''
}

function testConfig(environment: Record<string, string>): Config {
  const read = readConfig({ CROSSDOCK_SANDBOX: 'off', ...environment }, [])
  if (!('config' in read)) throw new Error(read.mistakes.join('\n'))
  return read.config
}
