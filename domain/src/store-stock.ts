/** Units that a store's stock lost at an instant: a placed order takes them, a cancelled one gives them back (negative). */
export interface StockEvent {
  /** ms since 1970, by the platform's clock. */
  at: number
  quantity: number
}

/** A figure that holds for an instant. */
export interface Figure {
  stock: number
  at: number
}

/** What is known of one SKU in one store. */
export interface StoreLevel {
  /** What the store should have had: the newest of a figure that was accepted, read or overwritten, with every increment taken since added to it. */
  told: Figure | null
  /** What the store itself said last. */
  shown: Figure | null
}

/** What was planned for a SKU and is not answered yet. */
export interface Underway {
  /** Units by increments that were not answered; those that may have been taken already apart. */
  increments: number
  mayBeTakenMin: number
  mayBeTakenMax: number
  /** The figure of an overwrite that was not answered; null when there is none. */
  overwrite: number | null
  /** Whether a correction of a drift is among them. */
  correcting: boolean
}

/** Whether a store knows a SKU and keeps its stock; `absent`: it lists no stock of it and has not said why. */
export const storeStandings = ['tracked', 'not_tracked', 'unknown_sku', 'absent'] as const
export type StoreStanding = (typeof storeStandings)[number]

export const nothingUnderway: Underway = { increments: 0, mayBeTakenMin: 0, mayBeTakenMax: 0, overwrite: null, correcting: false }

/** Clocks differ and calls take time: orders so near an instant may lie on either side of it. */
export const nearMs = 2 * 60_000

/** Sold after one instant and not after the other. */
export function soldBetween(events: readonly StockEvent[], after: number, until: number): number {
  return events.reduce((sum, event) => (event.at > after && event.at <= until ? sum + event.quantity : sum), 0)
}

/** What a store can sell now, as far as we know: what it said or was told last, less what it sold since, with what is on its way. Null when neither is known. */
export function levelNow({ told, shown }: StoreLevel, events: readonly StockEvent[], underway: Underway = nothingUnderway): number | null {
  const last = shown && (!told || shown.at >= told.at) ? shown : told
  if (!last) return underway.overwrite === null ? null : Math.max(0, underway.overwrite + Math.max(0, underway.increments))
  const level = last.stock - soldBetween(events, last.at, Infinity)
  return Math.max(0, Math.max(level, underway.overwrite ?? level) + Math.max(0, underway.increments))
}

/** How many units the stores together can sell beyond what is free here. A store of which nothing is known counts for nothing. */
export function exposureOf(levels: readonly (number | null)[], free: number): { exposed: number; atRisk: number } {
  const exposed = levels.reduce<number>((sum, level) => sum + Math.max(0, level ?? 0), 0)
  return { exposed, atRisk: Math.max(0, exposed - Math.max(0, free)) }
}

/**
 * Why what a store shows is not what it was told:
 * `same` it is; `sold` it sold the difference; `correcting` a correction is on its way; `write_underway` a write that was not answered
 * explains it; `just_sold` orders around one of the two instants explain it; `orders_unread` it shows less, and not all orders up to then are read;
 * `not_judged` the same, and they are not fetched at all; `drift` nothing explains it.
 */
export const differenceKinds = ['same', 'sold', 'correcting', 'write_underway', 'just_sold', 'orders_unread', 'not_judged', 'drift'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/**
 * What a store shows, less what it should show by then.
 * @param ordersReadUntil up to when every change of the store's orders has been read; null for never
 * @param ordersFetched whether they are going to be
 * @returns null while there is nothing to compare
 */
export function judgeDifference(
  { told, shown }: StoreLevel,
  events: readonly StockEvent[],
  underway: Underway = nothingUnderway,
  ordersReadUntil: number | null = null,
  ordersFetched = true,
): { expected: number; difference: number; kind: DifferenceKind } | null {
  if (!told || !shown) return null
  const expected = told.stock - soldBetween(events, told.at, shown.at)
  const difference = shown.stock - expected
  const kindOf = (): DifferenceKind => {
    if (difference === 0) return shown.stock === told.stock ? 'same' : 'sold'
    if (underway.correcting) return 'correcting'
    if (underway.overwrite !== null || (difference >= underway.mayBeTakenMin && difference <= underway.mayBeTakenMax)) return 'write_underway'
    const near = events.reduce((sum, event) => (Math.abs(event.at - told.at) <= nearMs || Math.abs(event.at - shown.at) <= nearMs ? sum + Math.abs(event.quantity) : sum), 0)
    if (Math.abs(difference) <= near) return 'just_sold'
    if (difference > 0 || (ordersReadUntil !== null && ordersReadUntil >= shown.at)) return 'drift'
    return ordersFetched ? 'orders_unread' : 'not_judged'
  }
  return { expected, difference, kind: kindOf() }
}

/** A store took an increment: what it should have, and what it said, move alike; what it answers is the newest that it said. */
export function afterIncrement(level: StoreLevel, delta: number, answer: Answer): StoreLevel {
  const said = answer.stock === null || answer.uncertainSince !== null ? null : { stock: answer.stock, at: answer.at }
  const told = level.told ? { ...level.told, stock: level.told.stock + delta } : said
  return { told, shown: said ?? movedSighting(level.shown, delta, answer) }
}

/** A correction of a drift was taken: the store comes to what it should have had all along. */
export function afterCorrection(level: StoreLevel, delta: number, answer: Answer): StoreLevel {
  return { told: level.told, shown: afterIncrement(level, delta, answer).shown }
}

/** A figure was set: whatever was before does not matter any more. */
export function afterOverwrite(quantity: number, { at }: Answer): StoreLevel {
  return { told: { stock: quantity, at }, shown: { stock: quantity, at } }
}

export interface Answer {
  /** The stock after it, when the store said so. */
  stock: number | null
  at: number
  /** When this attempt was sent. */
  sentAt: number
  /** Since when an earlier attempt may have been taken: its answer is then as old as that, and what it says no sighting of now. */
  uncertainSince: number | null
}

/** What was seen before the write moves with it; what was seen while it may have been taken already says nothing any more. */
function movedSighting(shown: Figure | null, delta: number, { uncertainSince, sentAt }: Answer): Figure | null {
  return shown && shown.at < (uncertainSince ?? sentAt) ? { ...shown, stock: shown.stock + delta } : null
}
