import type { ShipRow } from '@crossdock/flows'
import { Refusal, type FieldRefusal } from '@crossdock/flows/ports'
import { CsvError, parse } from 'csv-parse/sync'

const maxRows = 5_000

type Column = Exclude<keyof ShipRow, 'row'>

const columns: Record<string, Column> = {
  order_number: 'orderNumber', 訂單編號: 'orderNumber', 訂單號碼: 'orderNumber',
  tracking_number: 'trackingNumber', 物流單號: 'trackingNumber',
  carrier: 'carrier', 物流商: 'carrier',
  sku: 'sku', 品號: 'sku',
  quantity: 'quantity', 數量: 'quantity',
}
const required: readonly (readonly [Column, string])[] = [['orderNumber', 'order_number'], ['trackingNumber', 'tracking_number'], ['carrier', 'carrier']]

/**
 * The rows of a CSV with a header line, in English or Traditional Chinese, separated by commas or, as pasted from a
 * spreadsheet, by tabs. Blank lines and columns that are not ours are passed over.
 * @throws Refusal invalid_input, about the field `csv`
 */
export function readShipmentCsv(csv: string): ShipRow[] {
  if (csv.trim() === '') throw unreadable('required', 'is required')
  const [header, ...records] = parseRecords(csv)
  const places = (header?.cells ?? []).map((name) => columns[name.trim().toLowerCase().replace(/[\s-]+/g, '_')])
  for (const [column, name] of required) if (!places.includes(column)) throw unreadable('missing_column', 'has no column {name}', { name })
  const twice = places.find((place, index) => place !== undefined && places.indexOf(place) !== index)
  if (twice) throw unreadable('duplicate_column', 'has the column {name} twice', { name: snakeCase(twice) })
  if (records.length === 0) throw unreadable('too_few', 'has no rows below its header')
  if (records.length > maxRows) throw unreadable('too_many', 'may have at most {most} rows', { most: maxRows })
  return records.map(({ cells, line }) => {
    const row: ShipRow = { row: line, orderNumber: '', trackingNumber: '', carrier: '', sku: '', quantity: '' }
    places.forEach((place, index) => {
      if (place) row[place] = (cells[index] ?? '').trim()
    })
    return row
  })
}

function parseRecords(csv: string): { cells: string[]; line: number }[] {
  const firstLine = csv.slice(0, csv.indexOf('\n') + 1 || undefined)
  try {
    const records = parse(csv, {
      bom: true, info: true, relaxColumnCount: true, skipEmptyLines: true, skipRecordsWithEmptyValues: true, delimiter: firstLine.includes('\t') ? '\t' : ',',
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }))
  } catch (err) {
    throw unreadable('malformed', 'cannot be read as a CSV: look at line {line}', { line: err instanceof CsvError ? Number(err['lines']) : 1 })
  }
}

function unreadable(code: string, message: string, params: FieldRefusal['params'] = {}): Refusal {
  return new Refusal('invalid_input', {}, [{ path: 'csv', code, message, params }])
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
