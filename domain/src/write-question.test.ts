import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expectedEitherWay, speaksFor } from './write-question.ts'

it('says what the store would show either way, and which of the two its figure speaks for', () => {
  const expected = expectedEitherWay({ stock: 10, sold: 3 }, 5)
  expect(expected).toEqual({ arrived: 12, notArrived: 7 })
  expect([12, 7, 9, null].map((stock) => speaksFor(stock, expected))).toEqual(['arrived', 'not_arrived', null, null])
  expect(speaksFor(5, expectedEitherWay(null, 5))).toBeNull()
})

it('speaks for what happened whenever only orders that we know of changed the figure', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 1e4 }), fc.integer({ min: 1, max: 1e4 }), fc.boolean(), (stock, sold, delta, arrived) => {
      const shown = stock - sold + (arrived ? delta : 0)
      expect(speaksFor(shown, expectedEitherWay({ stock, sold }, delta))).toBe(arrived ? 'arrived' : 'not_arrived')
    }),
  )
})
