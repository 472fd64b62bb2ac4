import { trackingProblem } from '../../parts/tracking-number.ts'
import type { Order } from './order-stage.ts'

type Line = Pick<Order['lines'][number], 'lineId' | 'quantity' | 'shipped'>

/** A parcel as it is being filled in. */
export interface ParcelDraft {
  key: string
  trackingNumber: string
  carrier: string
  /** By line; an emptied field is ''. */
  quantities: Record<string, number | ''>
}

export function leftOf(line: Line): number {
  return line.quantity - line.shipped
}

/** One more parcel, with all that no other one holds. */
export function nextParcel(key: string, carrier: string, lines: readonly Line[], drafts: readonly ParcelDraft[]): ParcelDraft {
  const rest = unpacked(lines, drafts)
  return { key, trackingNumber: '', carrier, quantities: Object.fromEntries(lines.filter((line) => leftOf(line) > 0).map((line) => [line.lineId, Math.max(0, rest.get(line.lineId) ?? 0)])) }
}

/** What is still to be shipped and in no parcel, by line; below 0 where the parcels hold too much. */
export function unpacked(lines: readonly Line[], drafts: readonly ParcelDraft[]): Map<string, number> {
  return new Map(lines.map((line) => [line.lineId, drafts.reduce((rest, draft) => rest - Number(draft.quantities[line.lineId] || 0), leftOf(line))]))
}

export type DraftProblem = 'trackingMissing' | 'trackingTooLong' | 'trackingSigns' | 'trackingTwice' | 'carrierMissing' | 'parcelEmpty' | 'tooMany' | 'notWhole'

/** What is wrong, by the server's path of the field (`parcels.0.trackingNumber`); a quantity's is `parcels.0.lines.<lineId>`. */
export function problemsOf(lines: readonly Line[], drafts: readonly ParcelDraft[]): Record<string, DraftProblem> {
  const problems: Record<string, DraftProblem> = {}
  const rest = unpacked(lines, drafts)
  const seen = new Set<string>()
  drafts.forEach((draft, index) => {
    const path = `parcels.${index}`
    const number = draft.trackingNumber.trim().toUpperCase()
    const wrong = trackingProblem(number) ?? (seen.has(number) ? 'trackingTwice' : null)
    if (wrong) problems[`${path}.trackingNumber`] = wrong
    seen.add(number)
    if (draft.carrier.trim() === '') problems[`${path}.carrier`] = 'carrierMissing'
    for (const line of lines) {
      const quantity = Number(draft.quantities[line.lineId] || 0)
      if (!Number.isInteger(quantity) || quantity < 0) problems[`${path}.lines.${line.lineId}`] = 'notWhole'
      else if (quantity > 0 && (rest.get(line.lineId) ?? 0) < 0) problems[`${path}.lines.${line.lineId}`] = 'tooMany'
    }
    if (packedLines(draft).length === 0) problems[`${path}.lines`] = 'parcelEmpty'
  })
  return problems
}

/** As the server takes them. */
export function toParcels(drafts: readonly ParcelDraft[]): { trackingNumber: string; carrier: string; lines: { lineId: string; quantity: number }[] }[] {
  return drafts.map((draft) => ({ trackingNumber: draft.trackingNumber.trim(), carrier: draft.carrier.trim(), lines: packedLines(draft) }))
}

function packedLines(draft: ParcelDraft): { lineId: string; quantity: number }[] {
  return Object.entries(draft.quantities).flatMap(([lineId, quantity]) => (Number(quantity) > 0 ? [{ lineId, quantity: Number(quantity) }] : []))
}
