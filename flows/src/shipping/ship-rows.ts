import { Refusal, type LockedOrder, type ParcelLine } from '../ports/index.ts'
import type { ParcelRequest } from './pack-parcel.ts'

/** A row as typed. Without SKU and quantity: all that is left of the order; without quantity: all that is left of the SKU. */
export interface ShipRow {
  /** Where it stands in what was sent, for people. */
  row: number
  orderNumber: string
  trackingNumber: string
  carrier: string
  sku: string
  quantity: string
}

export const rowProblemCodes = [
  'row_incomplete', 'tracking_number_invalid', 'carrier_too_long', 'quantity_invalid', 'quantity_without_sku', 'carrier_differs', 'parcel_mixed',
  'parcel_row_refused', 'sku_not_in_order', 'order_not_found', 'order_ambiguous',
] as const
export type RowProblemCode = (typeof rowProblemCodes)[number]

/** What is wrong with a row as such, before any order is asked. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem'
  readonly code: RowProblemCode
  readonly params: Record<string, string | number>

  constructor(code: RowProblemCode, params: Record<string, string | number> = {}) {
    super(code)
    this.code = code
    this.params = params
  }
}

/** The rows of one tracking number of one order. */
export interface WantedParcel {
  orderNumber: string
  trackingNumber: string
  carrier: string
  /** null: all that is left of the order; a null quantity: all that is left of the SKU. */
  skus: Map<string, number | null> | null
  rows: ShipRow[]
}

/** Rows as parcels, in the order in which they first come, and the rows that are no good. A parcel with one such row is not shipped at all. */
export function gatherParcels(rows: readonly ShipRow[]): { parcels: WantedParcel[]; problems: { row: number; problem: { code: RowProblemCode; params: Record<string, string | number> } }[] } {
  const gathered = new Map<string, { parcel: WantedParcel; broken: number | null }>()
  const problems: ReturnType<typeof gatherParcels>['problems'] = []
  for (const raw of rows) {
    const row = { ...raw, trackingNumber: raw.trackingNumber.toUpperCase() }
    const key = JSON.stringify([row.orderNumber, row.trackingNumber])
    const entry = gathered.get(key) ?? { parcel: { orderNumber: row.orderNumber, trackingNumber: row.trackingNumber, carrier: '', skus: null, rows: [] }, broken: null }
    gathered.set(key, entry)
    try {
      addRow(entry.parcel, row)
    } catch (err) {
      if (!(err instanceof RowProblem)) throw err
      entry.broken ??= row.row
      problems.push({ row: row.row, problem: { code: err.code, params: err.params } })
    }
    entry.parcel.rows.push(row)
  }
  for (const { parcel, broken } of gathered.values()) {
    if (broken !== null) problems.push(...parcel.rows.map(({ row }) => ({ row, problem: { code: 'parcel_row_refused' as const, params: { row: broken } } })))
  }
  return { parcels: [...gathered.values()].filter(({ broken }) => broken === null).map(({ parcel }) => parcel), problems }
}

function addRow(parcel: WantedParcel, row: ShipRow): void {
  const first = parcel.rows.length === 0
  const missing = [['order_number', row.orderNumber], ['tracking_number', row.trackingNumber], ['carrier', row.carrier || parcel.carrier]].filter(([, value]) => value === '')
  if (missing.length > 0) throw new RowProblem('row_incomplete', { columns: missing.map(([name]) => name).join(', ') })
  if (!/^[\x20-\x7e]{1,64}$/.test(row.trackingNumber)) throw new RowProblem('tracking_number_invalid')
  if (row.carrier.length > 60) throw new RowProblem('carrier_too_long')
  if (row.carrier !== '' && parcel.carrier !== '' && row.carrier !== parcel.carrier) throw new RowProblem('carrier_differs', { carrier: parcel.carrier })
  const quantity = row.quantity === '' ? null : Number(row.quantity)
  if (quantity !== null && (!Number.isInteger(quantity) || quantity < 1 || quantity > 1_000_000)) throw new RowProblem('quantity_invalid', { quantity: row.quantity })
  if (row.sku === '' && quantity !== null) throw new RowProblem('quantity_without_sku')
  if (!first && (row.sku === '') !== (parcel.skus === null)) throw new RowProblem('parcel_mixed')
  parcel.carrier ||= row.carrier
  if (row.sku === '') return
  const skus = (parcel.skus ??= new Map())
  const before = skus.get(row.sku)
  skus.set(row.sku, before === undefined ? quantity : before === null || quantity === null ? null : before + quantity)
}

/**
 * A parcel's SKUs as lines of its order: what is left of each line, one after the other.
 * @throws RowProblem sku_not_in_order; Refusal tracking_number_taken when the parcel exists with other contents
 */
export function requestOf(order: LockedOrder, wanted: WantedParcel): ParcelRequest {
  const { trackingNumber, carrier, skus } = wanted
  if (skus === null) return { trackingNumber, carrier }
  const existing = order.parcels.find((parcel) => parcel.trackingNumber === trackingNumber)
  if (existing) {
    if (!isSame(order, existing.lines, skus)) throw new Refusal('tracking_number_taken', { trackingNumber, orderNumber: order.orderNumber })
    return { trackingNumber, carrier, lines: existing.lines }
  }
  return { trackingNumber, carrier, lines: [...skus].flatMap(([sku, quantity]) => linesOf(order, sku, quantity)) }
}

function linesOf(order: LockedOrder, sku: string, quantity: number | null): ParcelLine[] {
  const lines = order.lines.filter((line) => line.sku.trim() === sku)
  if (lines.length === 0) throw new RowProblem('sku_not_in_order', { sku, orderNumber: order.orderNumber })
  const left = lines.reduce((sum, line) => sum + line.quantity - line.shipped, 0)
  if (quantity !== null && quantity > left) throw new Refusal('parcel_exceeds_order', { sku, quantity, left })
  let rest = quantity ?? left
  return lines.flatMap((line) => {
    const units = Math.min(rest, line.quantity - line.shipped)
    rest -= units
    return units > 0 ? [{ lineId: line.lineId, quantity: units }] : []
  })
}

/** Whether a parcel that exists holds what these SKUs ask for; all that is left of a SKU, when nothing is, is what it holds. */
function isSame(order: LockedOrder, lines: readonly ParcelLine[], skus: ReadonlyMap<string, number | null>): boolean {
  const skuOf = new Map(order.lines.map((line) => [line.lineId, line.sku.trim()]))
  const held = new Map<string, number>()
  for (const { lineId, quantity } of lines) {
    const sku = skuOf.get(lineId) ?? ''
    held.set(sku, (held.get(sku) ?? 0) + quantity)
  }
  const noneLeft = (sku: string) => order.lines.every((line) => line.sku.trim() !== sku || line.shipped >= line.quantity)
  return held.size === skus.size && [...skus].every(([sku, quantity]) => held.has(sku) && (quantity === null ? noneLeft(sku) : held.get(sku) === quantity))
}
