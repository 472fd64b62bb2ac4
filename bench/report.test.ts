import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { seriesOf } from './measuring.ts'
import { isMet, keep, tableOf, type Measured } from './report.ts'

const measured: Measured = {
  figures: [
    { name: 'import', unit: 'orders/s', ours: seriesOf([8_000, 9_000, 7_000]), limit: seriesOf([10_000]), ratio: seriesOf([0.8, 0.9, 0.7]), goal: { atLeast: 0.7 } },
    { name: 'first page', unit: 'ms', ours: seriesOf([61]), goal: { atMost: 50 } },
  ],
  counts: [{ name: 'statements', unit: 'an order', value: 0.0325, goal: { atMost: 0.1 } }],
  notes: ['Measured in a test.'],
}

describe('the report', () => {
  it('holds a ratio to its goal where there is a limit, and the figure itself where there is none', () => {
    const [, rate, page, statements] = tableOf(measured)
    expect(rate).toEqual(['import', 'orders/s', '8,000', '7,000–9,000', '10,000', '0.8', '0.7–0.9', '≥ 0.7', 'met'])
    expect(page!.slice(-2)).toEqual(['≤ 50', 'not met'])
    expect(statements).toEqual(['statements', 'an order', '0.033', '', '', '', '', '≤ 0.1', 'met'])
    expect(isMet(5, { atLeast: 5, atMost: 5 })).toBe(true)
  })

  it('is kept with what is needed to measure it again', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-report-'))
    try {
      const kept = JSON.parse(readFileSync(keep('import', { orders: 500, rounds: 3 }, measured, new Date(), folder), 'utf8')) as Record<string, unknown>
      expect(kept).toMatchObject({ bench: 'import', command: 'npm run bench -- import --orders 500 --rounds 3', figures: measured.figures, counts: measured.counts, machine: { cores: os.cpus().length, node: process.version } })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
