import type { AlertRule } from './alert.ts'

/** An alert as it is kept, as far as its course depends on it: the open one, or the one that closed last. */
export interface KeptCourse {
  goneSince: Date | null
  closedAt: Date | null
}

/**
 * What becomes of an alert when its cause is looked for:
 * `nothing`; `open` a new one; `reopen` the one that has just closed; `keep` it open; `await` whether its cause stays gone; `close` it.
 */
export type AlertStep = 'nothing' | 'open' | 'reopen' | 'keep' | 'await' | 'close'

/** @param cause null while nothing is the matter */
export function nextStep(kept: KeptCourse | null, cause: { since: Date } | null, rule: Pick<AlertRule, 'minAgeMs' | 'settleMs' | 'graceMs'>, now: Date): AlertStep {
  const isOpen = kept !== null && kept.closedAt === null
  if (cause) {
    if (isOpen) return 'keep'
    if (now.getTime() - cause.since.getTime() < rule.minAgeMs) return 'nothing'
    return kept?.closedAt && now.getTime() - kept.closedAt.getTime() < rule.graceMs ? 'reopen' : 'open'
  }
  if (!isOpen) return 'nothing'
  return now.getTime() - (kept.goneSince ?? now).getTime() >= rule.settleMs ? 'close' : 'await'
}

/** What was told stays in mind for so long: what comes and goes all the time is told no more often than this, unless it is larger than ever. */
export const inMindMs = 60 * 60_000

/** How large an alert was when it was told last, and when that was. */
export interface Told {
  count: number
  at: Date
}

/**
 * What is told of an open alert's size: it is told again once it is twice as large, since what grows by one each minute is no news each
 * minute. Once a telling is out of mind, what it is measured against falls with the alert: what shrank and grows again is news.
 * @returns `from` the size that it has grown from when that is to be told now, else null
 */
export function growthOf(told: Told, count: number, now: Date): { told: Told; from: number | null } {
  const inMind = now.getTime() - told.at.getTime() < inMindMs
  const before = inMind ? told.count : Math.min(told.count, count)
  return count >= 2 * Math.max(1, before) ? { told: { count, at: now }, from: before } : { told: { count: before, at: told.at }, from: null }
}
