import { describe, expect, it } from 'vitest'
import { isBehind, statusDifference, type OurSide, type StoreSide } from './reconcile.ts'

const store = (changes: Partial<StoreSide> = {}): StoreSide => ({ version: 5, orderStatus: 'new', shipmentStatus: 'ready_to_ship', ...changes })
const here = (changes: Partial<OurSide> = {}): OurSide => ({ version: 5, skipReason: null, status: 'pending', trackingOpen: false, ...changes })

describe('a store’s order and ours', () => {
  it('is behind when it is not here, or here in an older version', () => {
    expect(isBehind(store(), undefined)).toBe(true)
    expect(isBehind(store(), here({ version: 4 }))).toBe(true)
    expect(isBehind(store(), here({ version: null }))).toBe(true)
    expect(isBehind(store(), here())).toBe(false)
    expect(isBehind(store({ version: 4 }), here())).toBe(false)
  })
  it.each([
    ['shipped there and open here', store({ shipmentStatus: 'shipped' }), here(), 'shipped_on_store_only'],
    ['delivered there and being processed here', store({ shipmentStatus: 'delivered' }), here({ status: 'processing' }), 'shipped_on_store_only'],
    ['shipped in both', store({ shipmentStatus: 'shipped' }), here({ status: 'shipped' }), null],
    ['shipped here, and the store was never told', store(), here({ status: 'shipped' }), 'shipped_here_only'],
    ['shipped here, with its tracking number on its way', store(), here({ status: 'shipped', trackingOpen: true }), null],
    ['canceled there and open here', store({ orderStatus: 'cancelled' }), here({ status: 'processing' }), 'canceled_on_store_only'],
    ['canceled in both', store({ orderStatus: 'cancelled' }), here({ status: 'canceled' }), null],
    ['not imported', store({ shipmentStatus: 'shipped' }), here({ status: null, skipReason: 'not_new' }), null],
    ['listed there in a version older than ours', store({ version: 4, shipmentStatus: 'shipped' }), here(), null],
  ] as const)('%s', (_, theirs, ours, difference) => {
    expect(statusDifference(theirs, ours)).toBe(difference)
  })
})
