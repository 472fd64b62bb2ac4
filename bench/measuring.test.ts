import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byTurns, quantile, seriesOf } from './measuring.ts'

const measurements = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 30 })

describe('measuring', () => {
  it('names the middle, the least and the most, and keeps each round as it came', () => {
    expect(seriesOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, rounds: [3, 1, 2] })
    expect(seriesOf([4, 1, 2, 3]).median).toBe(2.5)
    expect(() => seriesOf([])).toThrow('Nothing was measured')
  })

  it('has quantiles that lie within what was measured and rise', () => {
    expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48)
    fc.assert(fc.property(measurements, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (values, a, b) => {
      const [low, high] = [quantile(values, Math.min(a, b)), quantile(values, Math.max(a, b))]
      expect(low).toBeGreaterThanOrEqual(Math.min(...values))
      expect(high).toBeLessThanOrEqual(Math.max(...values))
      expect(low).toBeLessThanOrEqual(high * (1 + 1e-12))
    }))
  })

  it('measures by turns, who begins alternating, and compares each round with its own limit', async () => {
    const asked: string[] = []
    const compared = await byTurns(3, {
      prepare: async (round) => { asked.push(`prepare ${round}`); return round },
      ours: async (round) => { asked.push(`ours ${round}`); return [50, 80, 30][round]! },
      limit: async (round) => { asked.push(`limit ${round}`); return [100, 100, 30][round]! },
    })
    expect(asked).toEqual(['prepare 0', 'ours 0', 'limit 0', 'prepare 1', 'limit 1', 'ours 1', 'prepare 2', 'ours 2', 'limit 2'])
    expect(compared.ratio).toEqual({ median: 0.8, least: 0.5, most: 1, rounds: [0.5, 0.8, 1] })
    expect(compared.ours.median).toBe(50)
    expect(compared.limit.median).toBe(100)
  })
})
