import { describe, expect, it } from 'vitest'
import { seriesOf } from './measuring.ts'
import { pageOf, plotsOf, writtenIn } from './performance-page.ts'
import { plotOf, ticksTo } from './plot.ts'
import type { Figure, Kept } from './report.ts'

const machine = { processor: 'Some CPU', cores: 2, memoryGiB: 8, system: 'Linux 6', node: 'v24', postgres: '18.4', loadBefore: 0.1, loadAfter: 2 }
const rate = (stored: number, ours: number): Figure => ({ name: `import beside ${stored}`, unit: 'orders/s', ours: seriesOf([ours]), limit: seriesOf([10_000]), ratio: seriesOf([ours / 10_000]), goal: { atLeast: 0.85 }, stored })
const latency = (stored: number, who: string, ms: number): Figure => ({ name: `orders list as ${who} beside ${stored}, p95`, unit: 'ms', ours: seriesOf([ms]), goal: { atMost: 50 }, stored })
const kept = (bench: string, figures: Figure[], counts: Kept['counts'] = []): Kept => ({ bench, command: `npm run bench -- ${bench} `, at: '2026-11-26T01:00:00.000Z', seconds: 60, commit: 'abc1234', machine, figures, counts, notes: ['A note.'] })

const growth = kept('growth', [rate(100_000, 9_000), latency(100_000, 'operator', 8), latency(100_000, 'merchant', 6), rate(1_000_000, 8_000), latency(1_000_000, 'operator', 9), latency(1_000_000, 'merchant', 7)])
const slots = kept('slots', [{ name: 'claimed', unit: 's', ours: seriesOf([4, 5, 6]), goal: { atMost: 10 } }], [{ name: 'claimed other than once', unit: '', value: 0, goal: { atMost: 0 } }])

describe('the page of what was measured', () => {
  it('says of each bench which goals are met, and by how much one is not', () => {
    const page = pageOf([slots, growth], new Map())
    expect(page).toContain('Some CPU, 2 cores, 8 GiB, Linux 6, Node v24, PostgreSQL 18.4.')
    expect(page).toContain('| [growth](#growth) | 5 of 6 | import beside 1000000: 0.8 (≥ 0.85) |')
    expect(page).toContain('| [slots](#slots) | 2 of 2 |  |')
    expect(page).toContain('| claimed | s | 5 | 4–6 |  |  |  | ≤ 10 | met |')
    expect(page.indexOf('## growth')).toBeLessThan(page.indexOf('## slots'))
  })

  it('keeps what people wrote between its markers, and nothing else', () => {
    const first = pageOf([growth], new Map())
    const edited = first.replace('<!-- reason-growth -->\n', '<!-- reason-growth -->\nTwo cores: the index no longer fits.\n\nA second paragraph.\n').replace('A note.', 'Lost.')
    const again = pageOf([growth, slots], writtenIn(edited))
    expect(again).toContain('<!-- reason-growth -->\nTwo cores: the index no longer fits.\n\nA second paragraph.\n<!-- /reason-growth -->')
    expect(again).toContain('<!-- reason-slots -->\n<!-- /reason-slots -->')
    expect(again).not.toContain('Lost.')
    expect(pageOf([growth, slots], writtenIn(again))).toBe(again)
  })

  it('tells very many counts in a table of their own, with a column for each unit', () => {
    const many = Array.from({ length: 20 }, (_, number) => ({ name: `page ${number}`, value: number })).flatMap((count) => [{ ...count, unit: 'kB read' }, { ...count, value: count.value * 10, unit: 'rows read' }])
    const page = pageOf([kept('list', [], [...many, { name: 'index orders_id', unit: 'scans', value: 7 }])], new Map())
    expect(page).toContain('|  | kB read | rows read | scans |')
    expect(page).toContain('| page 3 | 3 | 30 |  |')
    expect(page).toContain('| index orders_id |  |  | 7 |')
    expect(pageOf([kept('list', [], many.slice(0, 5))], new Map())).toContain('| page 1 | rows read | 10 |')
  })
})

describe('the plots', () => {
  it('draw the import rate and the latency of the list against the orders stored', () => {
    const plots = plotsOf([slots, growth])
    expect(plots['import-rate.svg']!.lines).toEqual([{ name: 'Crossdock', points: [{ x: 100_000, y: 9_000 }, { x: 1_000_000, y: 8_000 }] }, { name: 'none stored', points: [{ x: 100_000, y: 10_000 }, { x: 1_000_000, y: 10_000 }] }])
    expect(plots['list-latency.svg']!.lines.map((line) => [line.name, line.points.map((point) => point.y)])).toEqual([['as operator', [8, 9]], ['as merchant', [6, 7]]])
    expect(plotsOf([slots])).toEqual({})
  })

  it('stay within their frame, the more the higher, with nought where it belongs', () => {
    const svg = plotOf({ title: 'Rate & <more>', axes: { x: 'orders', y: 'a second' }, lines: [{ name: 'ours', points: [{ x: 1_000_000, y: 80 }, { x: 0, y: 100 }, { x: 100_000, y: 90 }] }] })
    const points = /<polyline points="([^"]+)"/.exec(svg)![1]!.split(' ').map((point) => point.split(',').map(Number) as [number, number])
    expect(points.map(([x]) => x)).toEqual([...points.map(([x]) => x)].sort((a, b) => a - b))
    expect(points.map(([, y]) => y)).toEqual([...points.map(([, y]) => y)].sort((a, b) => a - b))
    for (const [x, y] of points) expect([x >= 76 && x <= 570, y >= 44 && y <= 304]).toEqual([true, true])
    expect(svg).toContain('Rate &amp; &lt;more>')
    expect(svg).toContain('prefers-color-scheme:dark')
  })

  it('have round ticks from nought to above the most', () => {
    expect(ticksTo(47)).toEqual([0, 20, 40, 60])
    expect(ticksTo(100)).toEqual([0, 25, 50, 75, 100])
    expect(ticksTo(0.3)).toEqual([0, 0.1, 0.2, 0.3])
  })
})
