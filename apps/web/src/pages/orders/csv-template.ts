import type { OrderRow } from './order-columns.tsx'

const header = ['order_number', 'tracking_number', 'carrier', 'sku', 'quantity']
/** Programs that open a CSV run a cell that begins so as a formula. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** A CSV to fill in: the orders on the screen that may be shipped, a row for each. */
export function csvTemplate(rows: readonly OrderRow[]): string {
  const shippable = rows.filter((row) => row.holds.length === 0 && (row.status === 'pending' || row.status === 'processing'))
  const lines = [header, ...shippable.map((row) => [row.orderNumber, '', '', '', ''])]
  return `\uFEFF${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(value: string): string {
  const disarmed = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(disarmed) ? `"${disarmed.replaceAll('"', '""')}"` : disarmed
}

/** Hands a text to the browser as a file. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
