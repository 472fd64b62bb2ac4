import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Connector } from '@crossdock/connector-kit'
import { newId, type Role } from '@crossdock/domain'
import { readConfig } from '../../apps/server/src/config/config.ts'
import { createApp, type App } from '../../apps/server/src/context.ts'
import { createHttpServer } from '../../apps/server/src/http/server.ts'
import { createLogger } from '../../apps/server/src/logger.ts'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'

export interface ApiAnswer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  /** Parsed, when it is JSON. */
  body: unknown
}

/** The HTTP API of one process, asked without a network. */
export interface TestApi {
  app: App
  /** What was logged at level error. */
  errors: string[]
  /** @returns an API key of this role */
  key(role: Role, merchantId?: string | null): Promise<string>
  /** @param key null: nobody is signed in */
  ask(key: string | null, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>
  close(): Promise<void>
}

export async function openApi(databaseUrl: string, connectors: readonly Connector[] = []): Promise<TestApi> {
  const read = readConfig({}, [])
  if ('mistakes' in read) throw new Error(read.mistakes.join('\n'))
  const errors: string[] = []
  const out = new Writable({ write(chunk: Buffer, _encoding, done) { errors.push(chunk.toString()); done() } })
  const secret = { id: 'test', key: randomBytes(32) }
  const app = await createApp({
    config: read.config, databaseUrl, publicUrl: 'http://127.0.0.1', keys: { current: secret, all: [secret] }, works: false, webhooks: false,
    connectors: new Map(connectors.map((connector) => [connector.manifest.platform, connector])),
    log: createLogger({ logLevel: 'error', logFormat: 'json' }, out),
  })
  const { server } = await createHttpServer(app)
  return {
    app,
    errors,
    async key(role, merchantId = null) {
      return (await createApiKey(app.signIn, { name: `test ${newId()}`, role, merchantId, createdBy: 'test' })).key
    },
    async ask(key, method, path, body, headers = {}) {
      const answer = await server.inject({
        method: method as 'GET', url: path, headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      const json = /json/.test(String(answer.headers['content-type'] ?? ''))
      return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: json ? (JSON.parse(answer.body) as unknown) : undefined }
    },
    async close() {
      await server.close()
      await app.close()
    },
  }
}
