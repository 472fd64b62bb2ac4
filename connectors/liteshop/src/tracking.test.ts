import type { ConnectorError, OutgoingParcel } from '@crossdock/connector-kit'
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

const parcel: OutgoingParcel = { platformOrderId: 'ord_1', trackingNumber: '9011223344', carrier: 'T-Cat', trackingUrl: 'https://t-cat.example/9011223344', shippedAt: '2026-11-23T01:00:00.000Z', lines: [{ lineId: 'ln_1', quantity: 2 }] }
const fulfillment = { id: 'ful_1', order_id: 'ord_1', tracking_number: '9011223344', carrier: 'T-Cat', shipped_at: '2026-11-23T01:00:00Z', lines: [{ line_id: 'ln_1', quantity: 2 }] }
const shipment = { id: 'ful_1', trackingNumber: '9011223344', carrier: 'T-Cat', shippedAt: '2026-11-23T01:00:00.000Z', lines: [{ lineId: 'ln_1', quantity: 2 }] }
const failureOf = async (promise: Promise<unknown>) => (await promise.catch((err: unknown) => err)) as ConnectorError
const bodyOf = (index: number) => JSON.parse(server.requests[index]!.body) as Record<string, unknown>

describe('telling of a parcel', () => {
  test('sends what the contract asks for, under the key', async () => {
    server.script(json(201, fulfillment))
    expect(await session.tracking.push(parcel, 'key-1')).toEqual(shipment)
    expect([server.requests[0]!.method, server.requests[0]!.url, server.requests[0]!.headers['idempotency-key']]).toEqual(['POST', '/api/v1/orders/ord_1/fulfillments', 'key-1'])
    expect(bodyOf(0)).toEqual({ tracking_number: '9011223344', carrier: 'T-Cat', tracking_url: 'https://t-cat.example/9011223344', shipped_at: '2026-11-23T01:00:00.000Z', lines: [{ line_id: 'ln_1', quantity: 2 }] })
  })

  test('leaves out what there is not', async () => {
    server.script(json(201, { ...fulfillment, lines: undefined }))
    expect((await session.tracking.push({ ...parcel, trackingUrl: null, lines: [] }, 'key-1')).lines).toEqual([])
    expect(Object.keys(bodyOf(0))).toEqual(['tracking_number', 'carrier', 'shipped_at'])
  })

  test('F094 a lost answer is asked for again under the same key', async () => {
    server.script(cut, json(201, fulfillment, { 'idempotency-replayed': 'true' }))
    expect(await session.tracking.push(parcel, 'key-1')).toEqual(shipment)
    expect(server.requests.map((request) => request.headers['idempotency-key'])).toEqual(['key-1', 'key-1'])
    expect(server.requests[0]!.body).toBe(server.requests[1]!.body)
  })

  test('F094 a parcel whose answers are all lost is unknown', async () => {
    server.script(cut)
    expect(await failureOf(session.tracking.push(parcel, 'key-1'))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
  })

  test.each(['already_shipped', 'quantity_exceeds_fulfillable', 'idempotency_conflict'])('F095 %s, and the shop has this very number: it is told', async (code) => {
    server.script(problem(code === 'quantity_exceeds_fulfillable' ? 422 : 409, code), json(200, { fulfillments: [{ ...fulfillment, id: 'ful_0', tracking_number: '1' }, fulfillment] }))
    expect(await session.tracking.push(parcel, 'key-2')).toEqual(shipment)
  })

  test('F095 already shipped under another number is for people to decide', async () => {
    server.script(problem(409, 'already_shipped'), json(200, { fulfillments: [{ ...fulfillment, tracking_number: 'other' }] }))
    expect(await failureOf(session.tracking.push(parcel, 'key-2'))).toMatchObject({ kind: 'rejected', code: 'already_shipped', status: 409 })
  })

  test('F095 while the shop cannot be asked it is unknown, and a refusal to answer leaves the first refusal', async () => {
    server.script(problem(409, 'already_shipped'), problem(503, 'unavailable'))
    expect(await failureOf(session.tracking.push(parcel, 'key-2'))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
    server.script(problem(409, 'already_shipped'), problem(404, 'not_found'))
    expect(await failureOf(session.tracking.push(parcel, 'key-2'))).toMatchObject({ kind: 'rejected', code: 'already_shipped' })
  })

  test.each([[409, 'order_cancelled'], [422, 'unknown_line'], [422, 'invalid_tracking_number'], [404, 'not_found']])('F096 %i %s is passed on and not repeated', async (status, code) => {
    server.script(problem(status, code))
    const failure = await failureOf(session.tracking.push(parcel, 'key-1'))
    expect(failure).toMatchObject({ kind: 'rejected', code, outcome: 'answered' })
    expect(failure.message).toContain(`About ${code}`)
    expect(server.requests).toHaveLength(1)
  })

  test('an answer about another order leaves it unknown', async () => {
    server.script(json(201, { ...fulfillment, order_id: 'ord_2' }))
    expect(await failureOf(session.tracking.push(parcel, 'key-1'))).toMatchObject({ kind: 'malformed', outcome: 'unknown' })
  })

  test('an order id that cannot be one is not sent', async () => {
    expect(await failureOf(session.tracking.push({ ...parcel, platformOrderId: '..' }, 'key-1'))).toMatchObject({ kind: 'rejected', outcome: 'not_sent' })
    expect(server.requests).toEqual([])
  })
})

describe('what the shop knows of parcels', () => {
  test('is listed', async () => {
    server.script(json(200, { fulfillments: [{ ...fulfillment, tracking_url: null }] }))
    expect(await session.tracking.list!('ord_1')).toEqual([shipment])
  })

  test('of an unknown order is a refusal', async () => {
    server.script(problem(404, 'not_found'))
    expect(await failureOf(session.tracking.list!('ord_x'))).toMatchObject({ kind: 'rejected', code: 'not_found' })
  })

  test('that cannot be understood is malformed', async () => {
    server.script(json(200, { fulfillments: [{ ...fulfillment, tracking_number: 9011223344 }] }))
    const failure = await failureOf(session.tracking.list!('ord_1'))
    expect([failure.kind, failure.message]).toEqual(['malformed', expect.stringContaining('fulfillments[0].tracking_number: expected string')])
  })
})
