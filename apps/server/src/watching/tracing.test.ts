import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHttp } from '@crossdock/connector-kit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogger } from '../logger.ts'
import { startTracing } from './start-tracing.ts'
import { currentTraceparent, traceCall, tracedStore, traceJob, traceRequest } from './trace.ts'

const bodies: Buffer[] = []
const collector = createServer((request, answer) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    bodies.push(Buffer.from(`${request.method} ${request.url} ${request.headers['x-team']}\n`), ...chunks)
    answer.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
})
const seen: IncomingMessage[] = []
const platform = createServer((request, answer) => {
  seen.push(request)
  answer.writeHead(200, { 'content-type': 'application/json' }).end('{"buyer":"王小明"}')
})
let logged = ''
const log = createLogger({ logLevel: 'info', logFormat: 'json' }, { write: (line: string) => ((logged += line), true) } as never)
const origin = (server: typeof collector) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const listen = (server: typeof collector) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

beforeAll(async () => {
  await listen(collector)
  await listen(platform)
})
afterAll(() => {
  collector.close()
  platform.close()
})

const callPlatform = () =>
  createHttp({ name: 'Store', origin: origin(platform), budget: { capacity: 10, perSecond: 10 }, refusal: () => null, remaining: () => null }, { watch: { around: traceCall } })({
    accountId: 'a', token: async () => 'secret-token',
  })({ purpose: 'orders.get', method: 'GET', path: '/orders/ord-4711', read: (body) => body })

it('does nothing, and sends nothing along, unless the standard variables ask for it', async () => {
  const stop = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: origin(collector), OTEL_SDK_DISABLED: 'true' }, '1', log)
  await traceJob('run-fetch', 'j0', undefined, callPlatform)
  await stop()
  expect([seen.at(-1)!.headers['traceparent'], bodies.length]).toEqual([undefined, 0])
})

it('follows a request through its transaction and job to the call at the platform, and tells no secrets', async () => {
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: origin(collector), OTEL_EXPORTER_OTLP_HEADERS: 'x-team=night' })
  const stop = await startTracing(process.env, '1.2.3', log)
  const trace = '0af7651916cd43dd8448eb211c80319c'

  const store = tracedStore({ transact: async () => currentTraceparent() as never })
  const enqueued = await new Promise<string | undefined>((resolve, reject) => {
    const end = traceRequest('POST', `00-${trace}-b7ad6b7169203331-01`, () => {
      log.info('within')
      store.transact({ merchant: 'm' }, async () => '').then((traceparent) => { end('/api/v1/orders/{id}', 200); resolve(traceparent) }, reject)
    })
  })
  expect(enqueued).toMatch(new RegExp(`^00-${trace}-`))
  await traceJob('run-fetch', 'j1', enqueued, callPlatform)
  await stop()

  expect(seen.at(-1)!.headers['traceparent']).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
  expect(JSON.parse(logged)).toMatchObject({ msg: 'within', traceId: trace })
  const sent = Buffer.concat(bodies)
  const text = sent.toString('utf8')
  expect(text).toMatch(/^POST \/v1\/traces night/)
  for (const name of ['POST /api/v1/orders/{id}', 'transaction', 'job run-fetch', 'call orders.get', 'crossdock', '1.2.3']) expect(text).toContain(name)
  // Each of the four spans bears the one trace.
  expect(sent.toString('hex').split(trace)).toHaveLength(5)
  for (const secret of ['secret-token', 'ord-4711', '王小明', 'Bearer']) expect(text).not.toContain(secret)
})
