import { makeStorable } from '@crossdock/connector-kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bareOrder, fullIncomingOrder, fullOrder } from './fixtures/order.ts'
import { readBySchema, readOrder } from './order-shape.ts'
import { readPlainOrder } from './plain-order.ts'

type Place = readonly (string | number)[]

/** Every place of an order, and of what is in it. */
function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at]
  const names = Array.isArray(value) ? value.keys() : Object.keys(value)
  return [at, ...[...names].flatMap((name) => placesOf((value as Record<string | number, unknown>)[name], [...at, name]))]
}

const gone = Symbol('gone')
const odd = fc.oneof(
  fc.constantFrom<unknown>(gone, null, undefined, '', ' ', 0, -0, -1, 1, 1.5, '1', NaN, Infinity, true, [], {}, [[]], 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649, Number.MAX_SAFE_INTEGER, '9007199254740993',
    'a\0b', '\ud800', '👨‍👩‍👧', 'x'.repeat(500), 'x'.repeat(501), 'new', 'NEW', 'cancelled', 'shipped', 'paid', 'cod', 'TWD', 'USD', 'toString', '__proto__', fullOrder.lines, [fullOrder.lines[0], fullOrder.lines[0]], [{}], { id: 1 }),
  fc.constantFrom('2026-11-23T09:00:00Z', '2026-11-23T09:00:00.5Z', '2026-11-23T09:00:00.500Z', '2026-11-23T09:00:00.123456Z', '2026-02-29T09:00:00Z', '2026-11-23T09:00:60Z', '2026-11-23T24:00:00Z', '2026-11-23T17:00:00+08:00', '2026-11-23', '2026-11-23T09:00:00.000Z\n'),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.integer(),
  fc.double(),
)

const whole: unknown[] = [fullOrder, bareOrder]
const mutated = fc.constantFrom(...whole).chain((order) => fc.array(fc.tuple(fc.constantFrom(...placesOf(order)), odd), { maxLength: 3 }).map((changes) => changes.reduce<unknown>((changed, [at, value]) => put(changed, at, value), order)))

function put(value: unknown, [name, ...rest]: Place, odd: unknown): unknown {
  if (name === undefined) return odd === gone ? undefined : odd
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value
  if (rest.length === 0 && odd === gone && !Array.isArray(value)) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name))
  const changed = put((value as Record<string | number, unknown>)[name], rest, odd)
  return Array.isArray(value) ? value.map((each: unknown, index) => (index === name ? changed : each)) : { ...value, [name]: changed }
}

describe('an order as nearly all are', () => {
  test('is read without the schema', () => {
    expect(readPlainOrder(fullOrder)).toEqual(fullIncomingOrder)
    expect(readPlainOrder(bareOrder)).not.toBeNull()
  })

  test('is what the schema makes of it, and whatever is refused is refused in the same words', () => {
    fc.assert(fc.property(mutated, (order) => { expect(readOrder(order)).toStrictEqual(readBySchema(order, makeStorable(order))) }), { numRuns: 3_000 })
  })

  test('is left to the schema where an id is a number or a text has to be mended', () => {
    for (const order of [{ ...fullOrder, id: 7 }, { ...fullOrder, buyer_note: 'half \ud800' }]) {
      expect(readOrder(order)).toStrictEqual(readBySchema(order, makeStorable(order)))
      expect(readOrder(order).order).not.toBeNull()
    }
  })

  test('is not what the prototype of an object has', () => {
    for (const order of [[], null, 'x', 7, Object.assign([], fullOrder)]) expect(readPlainOrder(order)).toBeNull()
  })
})
