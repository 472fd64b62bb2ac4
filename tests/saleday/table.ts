import type { Verdict } from './judge.ts'

/** The verdicts as one table: a place a row, a figure a column, `actual` alone where it is right and `actual≠expected` where it is not; totals; what is wrong. */
export function printTable(verdicts: readonly Verdict[]): string {
  const shops = verdicts.filter((each) => !each.place.startsWith('warehouse'))
  const warehouses = verdicts.filter((each) => each.place.startsWith('warehouse'))
  const wrong = verdicts.filter((each) => !each.ok)
  return [
    ...block('store', shops), '', ...block('warehouse', warehouses), '',
    ...wrong.flatMap((each) => [`✗ ${each.place}, ${each.what}: expected ${each.expected}, actual ${each.actual}`, ...each.wrong.map((line) => `    ${line}`)]),
    wrong.length === 0 ? `All ${verdicts.length} figures are right.` : `${wrong.length} of ${verdicts.length} figures are wrong.`,
  ].join('\n')
}

function block(head: string, verdicts: readonly Verdict[]): string[] {
  const columns = [...new Set(verdicts.map((each) => each.what))]
  const rows = [...Map.groupBy(verdicts, (each) => each.place)].map(([place, ofPlace]) => [place, ...columns.flatMap((what) => cells(ofPlace.find((each) => each.what === what))), ofPlace.every((each) => each.ok) ? 'ok' : 'WRONG'])
  const totals = ['all', ...columns.flatMap((what) => {
    const of = verdicts.filter((each) => each.what === what)
    return cells({ place: '', what, expected: total(of, 'expected'), actual: total(of, 'actual'), ok: of.every((each) => each.ok), wrong: [] })
  }), verdicts.every((each) => each.ok) ? 'ok' : 'WRONG']
  const header = [head, ...columns.flatMap((what) => [what, 'expected']), '']
  const lines = [header, ...rows, totals]
  const widths = header.map((_cell, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))))
  const text = lines.map((line) => line.map((cell, column) => (column === 0 ? cell + pad(cell, widths[column]!) : pad(cell, widths[column]!) + cell)).join('  ').trimEnd())
  return [text[0]!, '─'.repeat(widths.reduce((sum, each) => sum + each + 2, -2)), ...text.slice(1, -1), '─'.repeat(widths.reduce((sum, each) => sum + each + 2, -2)), text.at(-1)!]
}

const cells = (verdict: Verdict | undefined) => (verdict ? [`${verdict.ok ? '' : '✗ '}${verdict.actual}`, String(verdict.expected)] : ['', ''])
const total = (verdicts: readonly Verdict[], member: 'expected' | 'actual') => verdicts.reduce((sum, each) => sum + each[member], 0)
/** A Chinese character takes two columns. */
const width = (text: string) => [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0)
const pad = (text: string, to: number) => ' '.repeat(Math.max(0, to - width(text)))
