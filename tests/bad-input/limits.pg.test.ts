import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forms } from './forms.ts'
import { bare, defOf, endpoints, inputsOf, type Schema } from './schema-walk.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.api.server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => world?.close())

/** Every list that a caller may send. */
function listsOf(schema: Schema, at: string[] = []): string[][] {
  const { type, shape, element } = defOf(bare(schema))
  if (type === 'object') return Object.entries(shape ?? {}).flatMap(([key, each]) => listsOf(each, [...at, key]))
  return type === 'array' && element ? [at, ...listsOf(element, [...at, '0'])] : []
}
const lists = endpoints.filter((endpoint) => endpoint.method !== 'GET').flatMap((endpoint) =>
  inputsOf(endpoint).flatMap(({ form, schema }) => listsOf(schema).map((keys) => ({ name: `${form} ${keys.join('.')}`, endpoint, form, keys }))))

/** Speaks to the port itself, as no client library would. @returns all that comes back until the connection ends */
function speak(...parts: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect((world.api.server.server.address() as AddressInfo).port, '127.0.0.1', () => parts.forEach((part) => socket.write(part)))
  let heard = ''
  socket.on('data', (chunk) => (heard += chunk.toString())).on('close', () => resolve(heard)).on('error', (err) => (heard ? resolve(heard) : reject(err)))
  return promise
}
const head = (path: string, ...more: string[]) => [`POST ${path} HTTP/1.1`, 'host: x', 'content-type: application/json', `authorization: Bearer ${world.key}`, ...more, '', ''].join('\r\n')

describe('F129 more than is taken', () => {
  it.each(lists)('$name: 10,000 at once are refused, at their field, and nothing is done', async ({ endpoint, form, keys }) => {
    const input = structuredClone(await forms[form]!.valid(world)) as Record<string, any>
    const holder = keys.slice(0, -1).reduce((value, key) => value[key], input)
    const before = await world.state()
    const list = holder[keys.at(-1)!] as unknown[]
    holder[keys.at(-1)!] = Array.from({ length: 10_000 }, () => list[0])
    const { status, body } = await world.ask(endpoint, input)
    expect([status, body.errors?.[0]]).toEqual([400, { path: keys.join('.'), code: expect.stringMatching(/^(too_many|invalid_value)$/), message: expect.stringMatching(/at most \d+/) }])
    expect(await world.state()).toEqual(before)
  })

  it.each(['/api/v1/merchants', '/api/auth/sign-in/email', '/api/webhooks/teststore/01a20a04-5664-75ca-9655-899413b588fe'])('a body of more than 5 MB at %s is refused before it is read', async (path) => {
    expect(await speak(head(path, `content-length: ${5 * 1024 * 1024 + 1}`))).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('a body of unknown length ends with the 5 MB', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    expect(await speak(head('/api/v1/merchants', 'transfer-encoding: chunked'), ...Array<string>(81).fill(chunk))).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('headers of 20 KB, and an address of 20 KB, are refused', async () => {
    expect(await speak(head('/api/v1/merchants', `x: ${'x'.repeat(20_000)}`))).toMatch(/^HTTP\/1\.1 431 /)
    expect(await speak(head(`/api/v1/orders?q=${'x'.repeat(20_000)}`))).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('an upload that takes a minute is broken off', async () => {
    const { requestTimeout, headersTimeout } = world.api.server.server
    expect([requestTimeout, headersTimeout]).toEqual([60_000, 60_000])
    Object.assign(world.api.server.server, { requestTimeout: 300, headersTimeout: 300 })
    try {
      expect(await speak(head('/api/v1/merchants', 'content-length: 100'), '{"code":')).toMatch(/^HTTP\/1\.1 408 /)
      expect(await speak('GET /healthz HTT')).toMatch(/^(HTTP\/1\.1 408 |$)/)
    } finally {
      Object.assign(world.api.server.server, { requestTimeout, headersTimeout })
    }
  })
})

it('met no failure of our own, and serves on', async () => {
  expect(world.api.logged().split('\n').filter((line) => line.includes('"level":"error"'))).toEqual([])
  expect((await world.api.call('GET', '/api/v1/session', { key: world.key })).status).toBe(200)
})
