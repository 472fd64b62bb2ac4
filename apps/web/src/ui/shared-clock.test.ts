import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSharedClock } from './shared-clock.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

it('shows everybody the same present: at each tick, and when somebody comes later', () => {
  const clock = createSharedClock(15_000)
  const seen: number[][] = [[], []]
  clock.subscribe(() => seen[0]!.push(clock.now().getTime()))
  vi.advanceTimersByTime(7_000)
  expect(clock.now().getTime()).toBe(0)
  const leave = clock.subscribe(() => seen[1]!.push(clock.now().getTime()))
  vi.advanceTimersByTime(8_000)
  expect(seen).toEqual([[7_000, 15_000], [7_000, 15_000]])
  leave()
  vi.advanceTimersByTime(15_000)
  expect(seen).toEqual([[7_000, 15_000, 30_000], [7_000, 15_000]])
})

it('rests while nobody looks, and is not moved by many who come at once', () => {
  const clock = createSharedClock(15_000)
  const looks = vi.fn<() => void>()
  vi.advanceTimersByTime(5_000)
  const leaving = Array.from({ length: 100 }, () => clock.subscribe(looks))
  expect(looks).toHaveBeenCalledTimes(1)
  for (const leave of leaving) leave()
  expect(vi.getTimerCount()).toBe(0)
})
