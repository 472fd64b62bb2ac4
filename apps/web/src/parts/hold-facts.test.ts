import { expect, it } from 'vitest'
import { holdFacts } from './hold-facts.ts'

it('reads what each kind of hold says of its cause', () => {
  expect(holdFacts({ code: 'coldchain', name: '冷鏈宅配' })).toMatchObject({ code: 'coldchain', codeName: '冷鏈宅配' })
  expect(holdFacts({ skus: [{ sku: 'TEA-099', title: '春茶' }, { sku: '', title: '刻字' }] }).unknown).toEqual([{ sku: 'TEA-099', title: '春茶' }, { sku: '', title: '刻字' }])
  expect(holdFacts({ lines: [{ sku: 'TEA-001', missing: 2 }] }).missing).toEqual([{ sku: 'TEA-001', missing: 2 }])
  expect(holdFacts({ changes: [{ field: 'recipient.city', before: '新北市', after: null }] }).changes).toEqual([{ field: 'recipient.city', before: '新北市', after: null }])
  expect(holdFacts({ afterShipping: true }).afterShipping).toBe(true)
})

it('is empty of what is not there or not of its shape', () => {
  expect(holdFacts({ skus: 'TEA', lines: [null, 3], changes: {}, code: 7, afterShipping: 'true' })).toEqual({ code: null, codeName: null, unknown: [], missing: [], channel: null, afterShipping: false, toldByShipment: false, told: null, trackingNumber: null, carrier: null, changes: [] })
})
