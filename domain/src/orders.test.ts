import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, mayBecome, newId, orderChanges, orderStatuses, productKey, whyNotNew } from './index.ts'

const fetchedAt = new Date('2026-11-23T01:00:00Z')
const fresh = { orderStatus: 'new', shipmentStatus: 'ready_to_ship', placedAt: '2026-11-22T00:00:00Z' } as const

describe('what a fetch imports', () => {
  it('takes a new order that is ready to ship', () => expect(whyNotNew(fresh, fetchedAt)).toBeNull())
  it.each([
    [{ orderStatus: 'processing' }, 'not_new'], [{ orderStatus: 'completed' }, 'not_new'], [{ orderStatus: 'awaiting_receipt' }, 'not_new'],
    [{ orderStatus: 'cancelled' }, 'canceled_before_import'], [{ shipmentStatus: 'unready' }, 'not_ready_to_ship'], [{ shipmentStatus: 'shipped' }, 'not_ready_to_ship'],
    [{ placedAt: '2026-11-16T00:59:59.999Z' }, 'too_old'], [{ placedAt: '2026-11-16T01:00:00Z' }, null],
  ] as const)('decides %j as %j', (change, reason) => expect(whyNotNew({ ...fresh, ...change }, fetchedAt)).toBe(reason))
})

describe('an order’s status', () => {
  it('goes forward only', () => {
    const allowed = orderStatuses.flatMap((from) => orderStatuses.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`))
    expect(allowed).toEqual(['pending → processing', 'pending → canceled', 'processing → shipped', 'processing → canceled'])
  })
})

describe('a line’s key', () => {
  it('is its SKU, trimmed; its title where there is none', () => {
    expect(productKey({ sku: ' TEA-001 ', title: 'x', variantTitle: null })).toBe('TEA-001')
    expect(productKey({ sku: ' ', title: '茶 ', variantTitle: '大' })).toBe('title:茶 / 大')
  })
})

describe('differences', () => {
  const facts = {
    shippingCode: 'homedelivery', recipient: { name: '王', phone: '09', email: null, country: 'TW', postalCode: null, city: null, district: null, address: 'A' },
    pickupStore: null, lines: [{ lineId: '1', sku: 'A', title: 'a', quantity: 1 }], codAmount: 0, total: 10, buyerNote: null,
  }
  it('are none when nothing that the warehouse must know changed', () => expect(orderChanges(facts, structuredClone(facts))).toEqual([]))
  it('name the field, what it was and what it is', () => {
    const after = { ...facts, recipient: { ...facts.recipient, address: 'B' }, pickupStore: { brand: '7-11', storeId: '001234', storeName: '民生', address: null }, lines: [{ lineId: '1', sku: 'A', title: 'a', quantity: 2 }, { lineId: '2', sku: 'B', title: 'b', quantity: 1 }] }
    expect(orderChanges(facts, after)).toEqual([
      { field: 'recipient.address', before: 'A', after: 'B' },
      { field: 'pickupStore.brand', before: null, after: '7-11' }, { field: 'pickupStore.storeId', before: null, after: '001234' }, { field: 'pickupStore.storeName', before: null, after: '民生' },
      { field: 'line.A.quantity', before: '1', after: '2' }, { field: 'line.B.quantity', before: null, after: '1' },
    ])
  })
})

describe('allocation', () => {
  const waiting = fc.array(fc.record({ productId: fc.constantFrom('a', 'b'), needs: fc.integer({ min: 1, max: 20 }) }), { maxLength: 30 })
  it('never hands out more than there is, and leaves nothing that the first refused line could have had', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), waiting, (a, b, lines) => {
        const served = allocate(new Map([['a', a], ['b', b]]), lines)
        for (const [productId, free] of [['a', a], ['b', b]] as const) {
          const used = served.filter((line) => line.productId === productId).reduce((sum, line) => sum + line.needs, 0)
          expect(used).toBeLessThanOrEqual(free)
          for (const refused of lines.filter((line) => line.productId === productId && !served.includes(line))) expect(refused.needs).toBeGreaterThan(free - used)
        }
      }),
    )
  })
})

it('makes ids that sort in the order in which they were made', () => {
  const ids = Array.from({ length: 5_000 }, newId)
  expect(new Set(ids).size).toBe(5_000)
  expect([...ids].sort()).toEqual(ids)
})
