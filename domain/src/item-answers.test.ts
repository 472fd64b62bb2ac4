import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isAskedByItem, sortItems } from './item-answers.ts'
import type { ItemAnswer } from './vocabulary.ts'

const items = fc.uniqueArray(fc.record({ sku: fc.string({ minLength: 1, maxLength: 6 }), quantity: fc.integer({ min: -1_000, max: 1_000 }) }), { selector: ({ sku }) => sku, minLength: 1, maxLength: 30 })
const sum = (list: readonly { quantity: number }[]) => list.reduce((total, { quantity }) => total + quantity, 0)

it('asks item by item where there are several', () => {
  expect([[], ['A'], ['A', 'B']].map(isAskedByItem)).toEqual([false, false, true])
})

it('counts what was answered as arrived, and nothing twice, however often the rest is sent and asked about again', () => {
  fc.assert(
    fc.property(items, fc.array(fc.integer()), (all, choices) => {
      const counted = new Map<string, number>()
      let open = all
      let at = 0
      // Each round, somebody answers for whatever is still open; what never arrives stays open.
      for (let round = 0; round < 4 && open.length > 0; round++) {
        const answers = open.map(({ sku }) => ({ sku, answer: ((choices[at++] ?? 0) % 2 === 0 ? 'not_arrived' : 'arrived') as ItemAnswer }))
        const sorted = sortItems(open, answers.toReversed())
        if (!('arrived' in sorted)) throw new Error('each item has its answer')
        expect(sum(sorted.arrived)).toBe(sum(open.filter(({ sku }) => answers.some((each) => each.sku === sku && each.answer === 'arrived'))))
        expect(sum(sorted.arrived) + sum(sorted.rest)).toBe(sum(open))
        for (const { sku, quantity } of sorted.arrived) {
          expect(counted.has(sku)).toBe(false)
          counted.set(sku, quantity)
        }
        open = sorted.rest
      }
      expect([...counted.values()].reduce((total, quantity) => total + quantity, 0) + sum(open)).toBe(sum(all))
      expect(counted.size + open.length).toBe(all.length)
    }),
  )
})

it('takes no answer that is missing, given twice, or about something else', () => {
  fc.assert(
    fc.property(items, fc.nat(), (all, pick) => {
      const answers = all.map(({ sku }) => ({ sku, answer: 'arrived' as const }))
      const one = answers[pick % answers.length]!
      expect(sortItems(all, answers.filter((each) => each !== one))).toEqual({ unanswered: [one.sku], foreign: [], twice: [] })
      expect(sortItems(all, [...answers, { sku: one.sku, answer: 'not_arrived' }])).toEqual({ unanswered: [], foreign: [], twice: [one.sku] })
      expect(sortItems(all, [...answers, { sku: 'longer than any', answer: 'arrived' }])).toEqual({ unanswered: [], foreign: ['longer than any'], twice: [] })
    }),
  )
})
