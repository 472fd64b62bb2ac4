import { expect, it } from 'vitest'
import { isMadeUpFor } from './made-up-for.ts'

const orders = (status: 'succeeded' | 'failed' | 'stopped') => ({ status, new: 1, changed: 0, canceled: 0, held: 0, skipped: 0 })
const sent = { sent: 2, refused: 0, waiting: 0 }
const refused = { sent: 1, refused: 1, waiting: 0 }

it.each([
  [{ orders: orders('succeeded'), parcels: sent, stockPushes: sent }, true],
  [{ orders: null, parcels: sent, stockPushes: sent }, true],
  [{ orders: orders('succeeded'), parcels: refused, stockPushes: sent }, false],
  [{ orders: orders('succeeded'), parcels: sent, stockPushes: refused }, false],
  [{ orders: orders('failed'), parcels: sent, stockPushes: sent }, false],
  [{ orders: orders('stopped'), parcels: sent, stockPushes: sent }, false],
])('calls %o made up for: %s', (receipt, expected) => {
  expect(isMadeUpFor(receipt)).toBe(expected)
})
