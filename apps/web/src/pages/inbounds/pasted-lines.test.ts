import { describe, expect, it } from 'vitest'
import { readPastedLines } from './pasted-lines.ts'

describe('lines pasted from a spreadsheet', () => {
  it.each([
    ['a tab', 'TEA-001\t12'],
    ['a comma', 'TEA-001, 12'],
    ['a semicolon', 'TEA-001;12'],
    ['spaces', '  TEA-001   12  '],
    ['full-width characters', 'ＴＥＡ－００１，１２'.replaceAll('－', '-')],
  ])('are read with %s between', (_, text) => {
    expect(readPastedLines(text)).toEqual({ lines: [{ sku: 'TEA-001', quantity: 12 }], bad: [] })
  })

  it('keep spaces inside a SKU, and read thousands', () => {
    expect(readPastedLines('RED BOX 2\t1,000').lines).toEqual([{ sku: 'RED BOX 2', quantity: 1000 }])
  })

  it('add up when a SKU comes twice, in the order of its first coming', () => {
    expect(readPastedLines('B 1\nA 2\r\nB 3').lines).toEqual([{ sku: 'B', quantity: 4 }, { sku: 'A', quantity: 2 }])
  })

  it('name those that were not understood by their place, and leave out empty ones', () => {
    expect(readPastedLines('SKU\tQuantity\n\nA\t0\nB\t-3\nC\t1.5\n12\nD\t1000001\nE\t5')).toEqual({
      lines: [{ sku: 'E', quantity: 5 }],
      bad: [{ line: 1, text: 'SKU\tQuantity' }, { line: 3, text: 'A\t0' }, { line: 4, text: 'B\t-3' }, { line: 5, text: 'C\t1.5' }, { line: 6, text: '12' }, { line: 7, text: 'D\t1000001' }],
    })
  })
})
