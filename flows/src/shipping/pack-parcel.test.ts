import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Refusal, type LockedOrder } from '../ports/index.ts'
import { packParcel, withParcel } from './pack-parcel.ts'

const orderOf = (quantities: readonly number[]): LockedOrder => ({
  merchantId: 'm', id: 'o', ecAccountId: 'a', platformOrderId: 'p', orderNumber: 'N1', status: 'pending', holds: [], parcels: [],
  lines: quantities.map((quantity, index) => ({ lineId: `l${index}`, sku: `S${index}`, productId: `q${index}`, quantity, reserved: quantity, shipped: 0 })),
})

const lines = fc.array(fc.record({ lineId: fc.integer({ min: 0, max: 3 }).map((index) => `l${index}`), quantity: fc.integer({ min: 1, max: 6 }) }), { minLength: 1, maxLength: 3 })
const request = fc.record({ trackingNumber: fc.constantFrom('A', 'B', 'C', 'D'), carrier: fc.constantFrom('T-Cat', 'HCT'), lines: fc.option(lines, { nil: undefined }) })

it('never ships more than was ordered or reserved, and makes no tracking number twice, whatever is asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.array(request, { maxLength: 12 }), (quantities, requests) => {
      let order = orderOf(quantities)
      for (const each of requests) {
        try {
          const { again, parcel } = packParcel(order, each, '')
          if (!again) order = withParcel(order, parcel)
        } catch (err) {
          expect(err).toBeInstanceOf(Refusal)
        }
      }
      for (const line of order.lines) {
        const packed = order.parcels.flatMap((parcel) => parcel.lines).filter((each) => each.lineId === line.lineId).reduce((sum, each) => sum + each.quantity, 0)
        expect(packed).toBe(line.shipped)
        expect(line.shipped).toBeLessThanOrEqual(line.quantity)
        expect(line.reserved).toBe(line.quantity - line.shipped)
      }
      expect(new Set(order.parcels.map((parcel) => parcel.trackingNumber)).size).toBe(order.parcels.length)
    }),
  )
})

it('answers a request that is repeated with the parcel that is there', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }), fc.array(request, { minLength: 1, maxLength: 6 }), (quantities, requests) => {
      let order = orderOf(quantities)
      const made: (typeof requests)[number][] = []
      for (const each of requests) {
        try {
          const { again, parcel } = packParcel(order, each, '')
          if (again) continue
          order = withParcel(order, parcel)
          made.push(each)
        } catch (err) {
          expect(err).toBeInstanceOf(Refusal)
        }
      }
      for (const each of made) expect(packParcel(order, each, '').again).toBe(true)
    }),
  )
})
