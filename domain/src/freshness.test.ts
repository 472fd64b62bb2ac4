import { expect, it } from 'vitest'
import { isStale } from './freshness.ts'

it('lets a minute pass before an order leaves, and five before the floor begins', () => {
  const now = new Date('2026-11-25T08:00:00Z')
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)
  expect([isStale(ago(60), now, 'ship'), isStale(ago(61), now, 'ship')]).toEqual([false, true])
  expect([isStale(ago(300), now, 'process'), isStale(ago(301), now, 'process')]).toEqual([false, true])
})
