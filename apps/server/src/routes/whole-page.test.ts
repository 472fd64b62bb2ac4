import { Refusal } from '@crossdock/flows/ports'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pageOfWhole } from './whole-page.ts'

const keyOf = (item: string) => item

it('gives everything when nobody asks for less', () => {
  expect(pageOfWhole(['a', 'b'], {}, keyOf)).toEqual({ items: ['a', 'b'], nextCursor: null })
})

it('gives each item once and in order, page by page, for any page size', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (items, limit) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = pageOfWhole(items, { cursor, limit }, keyOf)
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(items)
    }),
  )
})

it('refuses a cursor of another list', () => {
  expect(() => pageOfWhole(['a'], { cursor: 'bm8' }, keyOf)).toThrow(Refusal)
})
