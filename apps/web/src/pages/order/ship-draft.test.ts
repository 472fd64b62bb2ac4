import { expect, it } from 'vitest'
import { nextParcel, problemsOf, toParcels, unpacked, type ParcelDraft } from './ship-draft.ts'

const lines = [{ lineId: 'a', quantity: 3, shipped: 1 }, { lineId: 'b', quantity: 1, shipped: 0 }, { lineId: 'c', quantity: 2, shipped: 2 }]
const first = { ...nextParcel('1', 'T-Cat', lines, []), trackingNumber: ' sf1 ' }

it('begins with all that is left, and leaves out what has left already', () => {
  expect(first.quantities).toEqual({ a: 2, b: 1 })
  expect(toParcels([first])).toEqual([{ trackingNumber: 'sf1', carrier: 'T-Cat', lines: [{ lineId: 'a', quantity: 2 }, { lineId: 'b', quantity: 1 }] }])
  expect(problemsOf(lines, [first])).toEqual({})
})

it('puts into a further parcel what no other one holds', () => {
  const less = { ...first, quantities: { a: 1, b: 1 } }
  const second = nextParcel('2', 'HCT', lines, [less])
  expect(second.quantities).toEqual({ a: 1, b: 0 })
  expect([...unpacked(lines, [less, second]).values()]).toEqual([0, 0, 0])
})

it('names what is missing at its field', () => {
  const bare = { key: '1', trackingNumber: ' ', carrier: '', quantities: { a: '' as const, b: 0 } }
  expect(problemsOf(lines, [bare])).toEqual({ 'parcels.0.trackingNumber': 'trackingMissing', 'parcels.0.carrier': 'carrierMissing', 'parcels.0.lines': 'parcelEmpty' })
})

it.each([['é1', 'trackingSigns'], ['物流1', 'trackingSigns'], ['x'.repeat(65), 'trackingTooLong']])('refuses the number %s', (trackingNumber, problem) => {
  expect(problemsOf(lines, [{ ...first, trackingNumber }])['parcels.0.trackingNumber']).toBe(problem)
})

it('refuses one number for two parcels, in whatever case', () => {
  const parcels: ParcelDraft[] = [{ ...first, quantities: { a: 1 } }, { ...first, key: '2', trackingNumber: 'SF1', quantities: { b: 1 } }]
  expect(problemsOf(lines, parcels)).toEqual({ 'parcels.1.trackingNumber': 'trackingTwice' })
})

it('refuses more than is left over all parcels, at each that holds of it, and what is no whole number', () => {
  const parcels: ParcelDraft[] = [{ ...first, quantities: { a: 2 } }, { ...first, key: '2', trackingNumber: 'sf2', quantities: { a: 1, b: 0.5 } }]
  expect(problemsOf(lines, parcels)).toEqual({ 'parcels.0.lines.a': 'tooMany', 'parcels.1.lines.a': 'tooMany', 'parcels.1.lines.b': 'notWhole' })
})
