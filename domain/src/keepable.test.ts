import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whyUnkeepable } from './keepable.ts'
import { productKey, type IncomingOrder } from './order.ts'

const longest = 500
const largest = 2_147_483_647

const textOf = fc.oneof(fc.constantFrom('', ' ', 'a', 'b'), fc.integer({ min: 480, max: 510 }).map((length) => 'x'.repeat(length)), fc.integer({ min: 480, max: 510 }).map((length) => ` ${'x'.repeat(length)} `))
const figureOf = fc.oneof(fc.constantFrom(0, 1, -1, 1.5, NaN, Infinity, largest, -largest, largest + 1, -largest - 1), fc.integer({ min: 1, max: 9 }))
const lineOf = fc.record({ lineId: fc.oneof(fc.string({ maxLength: 2 }), textOf), sku: textOf, title: textOf, variantTitle: fc.option(textOf), quantity: figureOf, price: figureOf, fulfilledQuantity: fc.constant(0) })

const plain: IncomingOrder = {
  platformOrderId: 'o1', orderNumber: 'N1', orderStatus: 'new', shipmentStatus: 'ready_to_ship', paymentStatus: 'paid', placedAt: '2026-11-23T09:00:00.000Z', updatedAt: '2026-11-23T09:00:00.000Z',
  shippingCode: 'home', shippingName: null, recipient: { name: '王小明', phone: '', email: null, country: 'TW', postalCode: null, city: null, district: null, address: null }, pickupStore: null,
  lines: [{ lineId: 'l1', sku: 'A', title: 'Tea', variantTitle: null, quantity: 1, price: 480, fulfilledQuantity: 0 }], currency: 'TWD', subtotal: 480, shippingFee: 0, discount: 0, total: 480, codAmount: 0, buyerNote: null,
}

const orderOf = fc.record({
  platformOrderId: textOf, orderNumber: textOf, shippingCode: textOf, name: textOf, subtotal: figureOf, total: figureOf, codAmount: figureOf, lines: fc.array(lineOf, { maxLength: 3 }),
}, { requiredKeys: [] }).map(({ name, ...facts }): IncomingOrder => ({ ...plain, ...facts, recipient: { ...plain.recipient, ...(name === undefined ? {} : { name }) } }))

const isWhole = (figure: number, least: number) => Number.isInteger(figure) && figure >= least && figure <= largest

/** The rule in one go, without where and what. */
function isKeepable({ platformOrderId, orderNumber, shippingCode, recipient, lines, ...order }: IncomingOrder): boolean {
  const texts = [platformOrderId, orderNumber, shippingCode, recipient.name, ...lines.flatMap((line) => [line.lineId, productKey(line)])]
  return texts.every((text) => text.length <= longest) && [order.subtotal, order.shippingFee, order.discount, order.total, order.codAmount].every((figure) => isWhole(figure, -largest))
    && lines.every(({ quantity, price }) => isWhole(quantity, 1) && isWhole(price, -largest)) && new Set(lines.map((line) => line.lineId)).size === lines.length && lines.reduce((sum, line) => sum + line.quantity, 0) <= largest
}

describe('whether an order can be kept', () => {
  it('is so for all that a database can hold, and for nothing else', () => {
    fc.assert(fc.property(orderOf, (order) => { expect(whyUnkeepable(order) === null).toBe(isKeepable(order)) }), { numRuns: 2_000 })
  })

  it('is so for many lines, each with an id of its own', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ ...plain.lines[0]!, lineId: `l${index}` }))
    expect(whyUnkeepable({ ...plain, lines: lines(300) })).toBeNull()
    expect(whyUnkeepable({ ...plain, lines: [...lines(300), ...lines(1)] })).toBe('lines: expected line ids that differ')
  })

  it('says where and what is wrong', () => {
    expect(whyUnkeepable({ ...plain, lines: [{ ...plain.lines[0]!, quantity: 0 }] })).toBe('lines[0].quantity: expected a whole number of at least 1, got 0')
    expect(whyUnkeepable({ ...plain, lines: [{ ...plain.lines[0]!, sku: ' ', title: 'x'.repeat(495) }] })).toBe('lines[0].title: expected at most 500 characters, got 501')
  })
})
