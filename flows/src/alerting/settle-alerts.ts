import { alertRules, growthOf, newId, nextStep } from '@crossdock/domain'
import type { Alert, AlertCause } from '../ports/index.ts'

/** What is to be told of an alert. */
export interface AlertNews {
  type: 'opened' | 'updated' | 'closed'
  alert: Alert
  /** The cause is back: whoever was told that it closed hears of the same alert again. */
  again: boolean
  /** The size that it has grown from, when its growth is worth telling; else null. */
  grownFrom: number | null
}

export interface Settlement {
  /** Alerts that differ from how they are kept. */
  changed: Alert[]
  news: AlertNews[]
}

const keyOf = ({ merchantId, kind, groupKey }: Pick<Alert, 'merchantId' | 'kind' | 'groupKey'>) => `${merchantId} ${kind} ${groupKey}`

/** What becomes of every alert, by what is the matter now. Pure: nothing is read or written here. */
export function settleAlerts(kept: readonly Alert[], causes: readonly AlertCause[], now: Date): Settlement {
  const known = new Map(kept.map((alert) => [keyOf(alert), alert]))
  const found = new Map(causes.map((cause) => [keyOf(cause), cause]))
  const changed: Alert[] = []
  const news: AlertNews[] = []
  for (const key of new Set([...known.keys(), ...found.keys()])) {
    const alert = known.get(key) ?? null
    const cause = found.get(key) ?? null
    const { kind } = (cause ?? alert)!
    switch (nextStep(alert, cause, alertRules[kind], now)) {
      case 'nothing':
        break
      case 'open': {
        const opened = beginning(cause!, now)
        changed.push(opened)
        news.push({ type: 'opened', alert: opened, again: false, grownFrom: null })
        break
      }
      case 'reopen': {
        const { alert: renewal, grownFrom } = measured(renewed(alert!, cause!, now), now)
        const again = { ...renewal, closedAt: null, reopened: alert!.reopened + 1 }
        changed.push(again)
        news.push({ type: 'opened', alert: again, again: true, grownFrom })
        break
      }
      case 'keep': {
        const { alert: next, grownFrom } = measured(renewed(alert!, cause!, now), now)
        if (differs(alert!, next)) changed.push(next)
        if (grownFrom !== null) news.push({ type: 'updated', alert: next, again: false, grownFrom })
        break
      }
      case 'await':
        if (alert!.goneSince === null) changed.push({ ...alert!, goneSince: now, updatedAt: now })
        break
      case 'close': {
        const closed = { ...alert!, goneSince: alert!.goneSince ?? now, closedAt: now, updatedAt: now }
        changed.push(closed)
        news.push({ type: 'closed', alert: closed, again: false, grownFrom: null })
        break
      }
    }
  }
  return { changed, news }
}

function beginning(cause: AlertCause, now: Date): Alert {
  return {
    ...described(cause), id: newId(), merchantId: cause.merchantId, kind: cause.kind, groupKey: cause.groupKey, urgency: alertRules[cause.kind].urgency,
    toldCount: cause.count, toldAt: now, openedAt: now, updatedAt: now, goneSince: null, closedAt: null, reopened: 0,
  }
}

function renewed(alert: Alert, cause: AlertCause, now: Date): Alert {
  const since = alertRules[cause.kind].keepsClock && alert.since < cause.since ? alert.since : cause.since
  return { ...alert, ...described(cause), since, goneSince: null, updatedAt: now }
}

/** Notes what is told of its size. */
function measured(alert: Alert, now: Date): { alert: Alert; grownFrom: number | null } {
  const { told, from } = growthOf({ count: alert.toldCount, at: alert.toldAt }, alert.count, now)
  return { alert: { ...alert, toldCount: told.count, toldAt: told.at }, grownFrom: from }
}

/** What an alert takes over from its cause, each time that it is looked for. */
function described(cause: AlertCause): Pick<Alert, 'owner' | 'audience' | 'subjectId' | 'since' | 'count' | 'params'> {
  const rule = alertRules[cause.kind]
  return { owner: cause.owner ?? rule.owner, audience: cause.audience ?? rule.audience, subjectId: cause.subjectId, since: cause.since, count: cause.count, params: cause.params }
}

function differs(one: Alert, other: Alert): boolean {
  const facts = ({ owner, audience, subjectId, since, count, toldCount, toldAt, params, goneSince }: Alert) => JSON.stringify([owner, audience, subjectId, since, count, toldCount, toldAt, goneSince, Object.entries(params).sort()])
  return facts(one) !== facts(other)
}
