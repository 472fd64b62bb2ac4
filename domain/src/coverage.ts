import { fetchableDays } from './eligibility.ts'
import { latestSlot, slotsBetween, type Slot } from './slots.ts'

/** A half-open span of a platform's time: from, and up to but not with, its end. */
export interface Span {
  from: Date
  to: Date
}

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How far back coverage is looked at. */
export const coverageDays = 14
/** How much later than the change it bears an order may become visible on its platform. */
export const lateVisibleMs = 2 * minuteMs
/** How far a platform's clock, as it tells it, may be from the one that stamps its orders. */
export const clockSkewMs = 5 * minuteMs
/** How far a window reaches back into the one before it: late visibility and skew together, and something over. */
export const windowOverlapMs = 10 * minuteMs
/** A slot that is so late has been missed: until then its run may be on its way. */
const slotGraceMs = 10 * minuteMs

/** Up to where a window that is read at an instant of the platform's is sure to hold every change. */
export function certainEnd(window: Span, readAt: Date): Date {
  return new Date(Math.max(window.from.getTime(), Math.min(window.to.getTime(), readAt.getTime() - lateVisibleMs)))
}

/** The same time in as few spans as it takes, in order. Empty ones vanish; ones that touch are one. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  const ordered = spans.filter((span) => span.from < span.to).sort((a, b) => a.from.getTime() - b.from.getTime())
  for (const { from, to } of ordered) {
    const last = joined.at(-1)
    if (!last || from > last.to) joined.push({ from, to })
    else if (to > last.to) last.to = to
  }
  return joined
}

/** What of a span none of the others covers, in order. */
export function gapsIn(within: Span, covered: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let from = within.from
  for (const span of joinSpans(covered)) {
    if (span.from >= within.to) break
    if (span.from > from) gaps.push({ from, to: span.from })
    if (span.to > from) from = span.to
  }
  if (from < within.to) gaps.push({ from, to: within.to })
  return gaps
}

/** An account, as far as its coverage depends on it. Its instants are ours. */
export interface CoverageFacts {
  firstConnectedAt: Date
  /** Whether any change was ever read. */
  fetched: boolean
  fetchEnabled: boolean
  connected: boolean
  fetchSchedule: readonly Slot[]
  timeZone: string
  /** How far the platform's clock was ahead of ours (behind: below zero) when it was looked at last. */
  clockAheadMs: number
}

/** An instant of ours as the platform's clock tells it: what was read is told by that clock, when it was due by ours. */
function byPlatformClock({ clockAheadMs }: Pick<CoverageFacts, 'clockAheadMs'>, ours: Date): Date {
  return new Date(ours.getTime() + clockAheadMs)
}

/** The days of a platform's time of which an account's coverage is looked at: since it was connected first, the last fortnight. */
export function coveragePeriod(account: Pick<CoverageFacts, 'firstConnectedAt' | 'clockAheadMs'>, now: Date): Span {
  const from = new Date(Math.max(account.firstConnectedAt.getTime(), now.getTime() - coverageDays * dayMs))
  return { from: byPlatformClock(account, from < now ? from : now), to: byPlatformClock(account, now) }
}

/**
 * What should have been read and was not: everything up to the latest slot that has come, for what changed later waits
 * for the next one. An account that has never fetched, or whose fetching somebody turned off, owes nothing.
 */
export function coverageGaps(account: CoverageFacts, covered: readonly Span[], now: Date): Span[] {
  if (!account.fetchEnabled || !account.fetched) return []
  const slot = latestSlot(account.fetchSchedule, account.timeZone, new Date(now.getTime() - slotGraceMs))
  const period = coveragePeriod(account, now)
  const due = slot ? new Date(byPlatformClock(account, slot.at).getTime() - windowOverlapMs) : period.from
  // What lies between two spans that were read is a gap whether a slot has come since or not.
  const lastRead = joinSpans(covered).at(-1)?.to ?? period.from
  const to = new Date(Math.min(period.to.getTime(), Math.max(due.getTime(), lastRead.getTime())))
  return to > period.from ? gapsIn({ from: period.from, to }, covered) : []
}

/** Hours before orders begin to be lost at which somebody is told. */
export const ageingAlarmHours = { soon: 72, urgent: 24 } as const
export const ageingLevels = ['soon', 'urgent', 'losing'] as const
export type AgeingLevel = (typeof ageingLevels)[number]
export const ageingCauses = ['disconnected', 'fetch_off', 'no_schedule', 'not_read'] as const
export type AgeingCause = (typeof ageingCauses)[number]

/** Orders that will soon be too old to be fetched, or already are. */
export interface Ageing {
  /** The earliest change that has not been read, as its platform stamps it. */
  since: Date
  /** When what was ordered then can no longer be imported. */
  deadline: Date
  level: AgeingLevel
  cause: AgeingCause
  /** The times at which a fetch should have run since, latest first. */
  missedSlots: Date[]
}

/**
 * Whether an account's orders are about to be lost: what was ordered at the earliest instant that nobody has read is too
 * old `fetchableDays` later. Where somebody turned fetching off for good, it is silent again after a while.
 */
export function ageingOut(account: CoverageFacts, covered: readonly Span[], now: Date): Ageing | null {
  if (!account.fetchEnabled && !account.fetched) return null
  const period = coveragePeriod(account, now)
  const since = gapsIn(period, covered)[0]?.from
  if (!since) return null
  // An order is too old when our clock is so far beyond its stamp, whatever the platform's says.
  const deadline = new Date(since.getTime() + fetchableDays * dayMs)
  const left = deadline.getTime() - now.getTime()
  if (left > ageingAlarmHours.soon * hourMs) return null
  const abandoned = now.getTime() - since.getTime() >= coverageDays * dayMs
  if (abandoned && !(account.fetchEnabled && account.connected)) return null
  return {
    since, deadline, cause: ageingCause(account), level: left <= 0 ? 'losing' : left <= ageingAlarmHours.urgent * hourMs ? 'urgent' : 'soon',
    missedSlots: slotsBetween(account.fetchSchedule, account.timeZone, { from: new Date(since.getTime() - account.clockAheadMs), to: now }).map((slot) => slot.at).reverse(),
  }
}

function ageingCause(account: CoverageFacts): AgeingCause {
  if (!account.connected) return 'disconnected'
  if (!account.fetchEnabled) return 'fetch_off'
  return account.fetchSchedule.length === 0 ? 'no_schedule' : 'not_read'
}
