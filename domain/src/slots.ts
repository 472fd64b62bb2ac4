import { Temporal } from 'temporal-polyfill'

export const maxSlots = 3
const slotPattern = /^([01]\d|2[0-3]):[0-5]\d$/

/** A local clock time, `HH:MM`. */
export type Slot = string

export function isSlot(text: string): boolean {
  return slotPattern.test(text)
}

/** One slot on one local day, and the instant at which it falls. */
export interface SlotOccurrence {
  date: string
  time: Slot
  at: Date
}

/**
 * The first occurrence of any slot strictly after an instant, in a time zone. A local time that a clock change skips
 * falls at the end of the gap; one that happens twice falls at the first.
 */
export function nextSlot(slots: readonly Slot[], timeZone: string, after: Date): SlotOccurrence | null {
  return occurrencesFrom(slots, timeZone, after, 0, 2).find((each) => each.at.getTime() > after.getTime()) ?? null
}

/** The latest occurrence of any slot at or before an instant. */
export function latestSlot(slots: readonly Slot[], timeZone: string, at: Date): SlotOccurrence | null {
  return occurrencesFrom(slots, timeZone, at, -2, 1).findLast((each) => each.at.getTime() <= at.getTime()) ?? null
}

/** Every occurrence of the slots in a half-open span of at most some weeks, in order. */
export function slotsBetween(slots: readonly Slot[], timeZone: string, { from, to }: { from: Date; to: Date }): SlotOccurrence[] {
  const days = Math.ceil((to.getTime() - from.getTime()) / 86_400_000) + 1
  return occurrencesFrom(slots, timeZone, from, -1, days).filter((each) => each.at >= from && each.at < to)
}

/** The instant at which a local day begins. @param days added to the day */
export function startOfDay(date: string, timeZone: string, days = 0): Date {
  return new Date(Temporal.PlainDate.from(date).add({ days }).toZonedDateTime({ timeZone }).epochMilliseconds)
}

/** The local time, between 02:00 and 05:00, of what an account does each night: spread, so that not all do it at once. */
export function nightlySlot(id: string): Slot {
  let spread = 0
  for (const char of id) spread = (spread * 31 + char.charCodeAt(0)) % 180
  return `${String(2 + Math.floor(spread / 60)).padStart(2, '0')}:${String(spread % 60).padStart(2, '0')}`
}

function occurrencesFrom(slots: readonly Slot[], timeZone: string, around: Date, fromDay: number, toDay: number): SlotOccurrence[] {
  const today = Temporal.Instant.fromEpochMilliseconds(around.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  const occurrences: SlotOccurrence[] = []
  for (let day = fromDay; day <= toDay; day++) {
    const date = today.add({ days: day })
    for (const time of slots) {
      const zoned = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
      occurrences.push({ date: date.toString(), time, at: new Date(zoned.epochMilliseconds) })
    }
  }
  return occurrences.sort((a, b) => a.at.getTime() - b.at.getTime() || a.time.localeCompare(b.time))
}

export function isTimeZone(text: string): boolean {
  try {
    // Not Temporal, which would also take a whole instant and read a zone from it.
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}
