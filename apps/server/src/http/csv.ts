import { stringify } from 'csv-stringify/sync'

export type Cell = string | number | null

/** Programs that open a CSV run a cell that begins so as a formula; the full-width signs count as theirs. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** Rows of a CSV. Text is quoted, and disarmed when a spreadsheet would run it; numbers stay numbers. */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  const disarmed = rows.map((row) => row.map((cell) => (typeof cell === 'string' && formula.test(cell) ? `'${cell}` : cell)))
  return stringify(disarmed, { record_delimiter: 'windows', quoted_string: true })
}

/** Tells Excel that a file is UTF-8. */
export const byteOrderMark = '\uFEFF'
