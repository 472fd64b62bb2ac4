import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createLogger } from '../logger.ts'
import { startTracing } from './start-tracing.ts'
import { traceJob } from './trace.ts'
import { samplerOf } from './tracing-sdk.ts'

let status = 400
const bodies: Buffer[] = []
const collector = createServer((request, answer) => {
  request.on('data', (chunk: Buffer) => bodies.push(chunk)).on('end', () => answer.writeHead(status, { 'content-type': 'application/x-protobuf' }).end())
})
beforeAll(() => new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  vi.unstubAllEnvs()
  collector.close()
})

it('says once that traces cannot be sent, whatever often that fails, and once that they can be again; who it is stands in what is sent', async () => {
  const lines: { level: string; msg: string }[] = []
  const log = createLogger({ logLevel: 'info', logFormat: 'json' }, { write: (line: string) => (lines.push(JSON.parse(line) as never), true) } as never)
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, OTEL_BSP_SCHEDULE_DELAY: '1', OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
    OTEL_SERVICE_NAME: 'night-shift', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=dock-7,service.name=not-this',
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const stop = await startTracing(process.env, '1.2.3', log)
  const sends = async () => {
    const before = bodies.length
    await traceJob('run-fetch', 'j', undefined, async () => {})
    await vi.waitFor(() => expect(bodies.length).toBeGreaterThan(before), { interval: 5, timeout: 10_000 })
  }
  for (let failure = 0; failure < 3; failure++) await sends()
  status = 200
  await sends()
  await stop()
  const said = lines.map(({ level, msg }) => `${level} ${msg}`)
  expect(said.filter((line) => line.includes('traces'))).toEqual(['warn traces cannot be sent; those of this time are lost', 'info traces are sent again'])
  expect(said.filter((line) => line.includes('OTEL_EXPORTER_OTLP_TIMEOUT'))).toHaveLength(1)
  const sent = Buffer.concat(bodies).toString('latin1')
  for (const part of ['night-shift', 'deployment.environment.name', 'dock-7', '1.2.3']) expect(sent).toContain(part)
  expect(sent).not.toContain('not-this')
})

it.each([
  [{}, 'ParentBased{root=AlwaysOnSampler'], [{ OTEL_TRACES_SAMPLER: 'always_off' }, 'AlwaysOffSampler'], [{ OTEL_TRACES_SAMPLER: 'always_on' }, 'AlwaysOnSampler'],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 'TraceIdRatioBased{0.25}'], [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, 'ParentBased{root=AlwaysOffSampler'],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }, 'ParentBased{root=TraceIdRatioBased{0.5}'],
])('samples as %j says', (environment, sampler) => {
  expect(String(samplerOf(environment))).toContain(sampler)
})
