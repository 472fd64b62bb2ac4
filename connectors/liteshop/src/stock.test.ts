import type { ConnectorError } from '@crossdock/connector-kit'
import { createTestClock, cut, json, problem, startScriptedServer, type ScriptedServer, type TestClock } from '@crossdock/connector-kit/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSession, type FullSession } from './testing.ts'

let clock: TestClock
let server: ScriptedServer
let session: FullSession
beforeEach(async () => {
  clock = createTestClock()
  server = await startScriptedServer(clock)
  session = openSession(server, clock)
})
afterEach(() => server[Symbol.asyncDispose]())

const failureOf = async (promise: Promise<unknown>) => (await promise.catch((err: unknown) => err)) as ConnectorError
const skusOf = (index: number) => new URL(server.requests[index]!.url, server.origin).searchParams.getAll('sku')
const level = (sku: string, stock: number) => ({ sku, stock, updated_at: '2026-11-23T00:00:00Z', title: 't' })

describe('raising stock', () => {
  const items = [{ sku: 'A', delta: 5 }, { sku: 'B', delta: 1 }]
  const results = [{ sku: 'A', result: 'applied', stock: 12 }, { sku: 'B', result: 'unknown_sku', stock: null }]

  test('is done where it was applied, whatever figure is told beside it', async () => {
    server.script(json(200, { results: [{ sku: 'A', result: 'applied', stock: 3_000_000_000 }, { sku: 'B', result: 'applied' }] }))
    expect(await session.stock.increase(items, 'r', 'k')).toEqual([{ sku: 'A', result: 'applied', stock: null }, { sku: 'B', result: 'applied', stock: null }])
  })

  test('sends the increment once, under its key and reference', async () => {
    server.script(json(200, { results }))
    expect(await session.stock.increase(items, 'inbound-7', 'key-1')).toEqual(results)
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/api/v1/inventory/adjustments', headers: { 'idempotency-key': 'key-1' } })
    expect(JSON.parse(server.requests[0]!.body)).toEqual({ reason: 'inbound', reference: 'inbound-7', items })
  })

  test('F113 a line that is refused stands beside those that are not', async () => {
    server.script(json(200, { results: [{ sku: 'A', result: 'not_tracked' }, { sku: 'B', result: 'applied', stock: -3 }] }))
    expect(await session.stock.increase(items, 'r', 'k')).toEqual([{ sku: 'A', result: 'not_tracked', stock: null }, { sku: 'B', result: 'applied', stock: -3 }])
  })

  test('F105 a lost answer is asked for again under the same key', async () => {
    server.script(cut, problem(503, 'unavailable'), json(200, { results }))
    await session.stock.increase(items, 'r', 'key-1')
    expect(new Set(server.requests.map((request) => `${request.headers['idempotency-key'] as string} ${request.body}`)).size).toBe(1)
    expect(server.requests).toHaveLength(3)
  })

  test('F105 an increment whose answers are all lost is unknown', async () => {
    server.script(cut)
    expect(await failureOf(session.stock.increase(items, 'r', 'k'))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
  })

  test('results in another order are paired by SKU, repeated SKUs in their order', async () => {
    server.script(json(200, { results: [{ sku: 'B', result: 'applied', stock: 1 }, { sku: 'A', result: 'applied', stock: 5 }, { sku: 'A', result: 'applied', stock: 7 }] }))
    const paired = await session.stock.increase([{ sku: 'A', delta: 5 }, { sku: 'A', delta: 2 }, { sku: 'B', delta: 1 }], 'r', 'k')
    expect(paired.map(({ sku, stock }) => [sku, stock])).toEqual([['A', 5], ['A', 7], ['B', 1]])
  })

  test.each<[string, unknown[]]>([['too few', results.slice(1)], ['a foreign one', [results[0], { ...results[1], sku: 'C' }]], ['a word that nobody knows', [results[0], { sku: 'B', result: 'perhaps' }]]])(
    'results with %s leave it unknown', async (_, given) => {
      server.script(json(200, { results: given }))
      expect(await failureOf(session.stock.increase(items, 'r', 'k'))).toMatchObject({ kind: 'malformed', outcome: 'unknown' })
    })

  test('F116 more than 100 items are not sent, none need no call', async () => {
    const many = Array.from({ length: session.stock.maxItems + 1 }, (_, index) => ({ sku: `S${index}`, delta: 1 }))
    expect(await failureOf(session.stock.increase(many, 'r', 'k'))).toMatchObject({ kind: 'rejected', code: 'too_many_items', outcome: 'not_sent' })
    expect(await session.stock.increase([], 'r', 'k')).toEqual([])
    expect(server.requests).toEqual([])
  })
})

describe('overwriting stock', () => {
  test('sends absolute figures under a key', async () => {
    server.script(json(200, { results: [{ sku: 'A', result: 'applied', stock: 3 }] }))
    expect(await session.stock.overwrite([{ sku: 'A', stock: 3 }], 'key-2')).toEqual([{ sku: 'A', result: 'applied', stock: 3 }])
    expect(server.requests[0]).toMatchObject({ method: 'PUT', url: '/api/v1/inventory/levels', body: '{"items":[{"sku":"A","stock":3}]}', headers: { 'idempotency-key': 'key-2' } })
  })

  test('refused as a whole it is passed on', async () => {
    server.script(problem(400, 'invalid_request'))
    expect(await failureOf(session.stock.overwrite([{ sku: 'A', stock: 3 }], 'k'))).toMatchObject({ kind: 'rejected', code: 'invalid_request' })
  })
})

describe('reading stock', () => {
  test('asks for 100 SKUs a call, each once, through every page', async () => {
    const skus = Array.from({ length: 150 }, (_, index) => `SKU-${index}`)
    server.script(json(200, { levels: [level('SKU-0', 4)], next_cursor: 'c1' }), json(200, { levels: [level('SKU-1', 0)], next_cursor: null }), json(200, { levels: [level('SKU-149', 9)], next_cursor: null }))
    expect(await session.stock.levels([...skus, 'SKU-0', ''])).toEqual([{ sku: 'SKU-0', stock: 4 }, { sku: 'SKU-1', stock: 0 }, { sku: 'SKU-149', stock: 9 }])
    expect([skusOf(0).length, skusOf(1).length, skusOf(2).length]).toEqual([100, 100, 50])
    expect(new URL(server.requests[1]!.url, server.origin).searchParams.get('cursor')).toBe('c1')
  })

  test('keeps the address short with SKUs that are long', async () => {
    server.script(json(200, { levels: [], next_cursor: null }))
    const skus = Array.from({ length: 100 }, (_, index) => `高山烏龍茶葉禮盒-${'特級'.repeat(10)}-${index}`)
    await session.stock.levels(skus)
    expect(Math.max(...server.requests.map((request) => request.url.length))).toBeLessThan(8000)
    expect(server.requests.flatMap((_, index) => skusOf(index))).toEqual(skus)
  })

  test('asks for nothing when there is nothing to ask for', async () => {
    expect(await session.stock.levels([])).toEqual([])
    expect(await session.stock.levels([''])).toEqual([])
    expect(server.requests).toEqual([])
  })

  test('F026 stops at pages that lead in a circle', async () => {
    server.script(json(200, { levels: [level('A', 1)], next_cursor: 'c1' }))
    expect(await failureOf(session.stock.levels(['A']))).toMatchObject({ kind: 'malformed', code: 'paging_loop' })
  })

  test('F026 stops at the same page under cursors that are always new', async () => {
    let count = 0
    server.script((response, request) => json(200, { levels: [level('A', 1)], next_cursor: `c${(count += 1)}` })(response, request))
    expect(await failureOf(session.stock.levels(['A']))).toMatchObject({ kind: 'malformed', code: 'paging_loop' })
    expect(server.requests.length).toBeLessThanOrEqual(30)
  })

  test('a level that is no whole number is malformed', async () => {
    server.script(json(200, { levels: [{ sku: 'A', stock: 1.5 }], next_cursor: null }))
    expect((await failureOf(session.stock.levels(['A']))).message).toContain('levels[0].stock: expected integer, got 1.5')
  })
})
