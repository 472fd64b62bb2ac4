import { describe, expect, it } from 'vitest'
import { defineBench, readOptions } from './bench.ts'

const bench = defineBench({ what: 'nothing', options: { orders: 20_000, rounds: 5 }, small: { orders: 1, rounds: 1 }, run: async () => ({ figures: [], counts: [], notes: [] }) })

describe('the options of a bench', () => {
  it('are as they are unless the command line sets them', () => {
    expect(readOptions(bench, [])).toEqual({ orders: 20_000, rounds: 5 })
    expect(readOptions(bench, ['--rounds', '2'])).toEqual({ orders: 20_000, rounds: 2 })
  })

  it('are refused when they are none of its own or no whole number', () => {
    expect(() => readOptions(bench, ['--round', '2'])).toThrow('--round is none of --orders --rounds')
    expect(() => readOptions(bench, ['rounds', '2'])).toThrow('rounds is none of --orders --rounds')
    expect(() => readOptions(bench, ['--rounds', 'many'])).toThrow('--rounds needs a whole number')
    expect(() => readOptions(bench, ['--rounds'])).toThrow('--rounds needs a whole number')
  })
})
