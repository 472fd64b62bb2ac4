import { inMindMs } from '@crossdock/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert, AlertCause } from '../ports/index.ts'
import { settleAlerts, type AlertNews } from './settle-alerts.ts'

const at = (minutes: number) => new Date(Date.parse('2026-11-25T00:00:00Z') + minutes * 60_000)
const held = (count: number, sinceMinutes = 0): AlertCause => ({ merchantId: 'm', kind: 'orders_held', groupKey: 'unknown_product', subjectId: null, since: at(sinceMinutes), count, params: { reason: 'unknown_product', merchant: 'M' } })

describe('settling alerts', () => {
  it('opens one alert for a group, renews it in silence, tells of a doubling, and closes it by itself', () => {
    expect(settleAlerts([], [held(3)], at(14)).changed).toEqual([])
    const opened = settleAlerts([], [held(3)], at(15))
    expect(opened.news.map((each) => each.type)).toEqual(['opened'])
    const [alert] = opened.changed
    expect(alert).toMatchObject({ owner: 'warehouse', count: 3, toldCount: 3, since: at(0), openedAt: at(15), closedAt: null })

    const grown = settleAlerts([alert!], [held(5)], at(16))
    expect([grown.changed[0]!.count, grown.changed[0]!.id, grown.news]).toEqual([5, alert!.id, []])
    expect(settleAlerts(grown.changed, [held(5)], at(17))).toEqual({ changed: [], news: [] })
    const doubled = settleAlerts(grown.changed, [held(6)], at(18))
    expect(doubled.news.map((each) => [each.type, each.alert.toldCount])).toEqual([['updated', 6]])

    const gone = settleAlerts(doubled.changed, [], at(19))
    expect([gone.changed[0]!.goneSince, gone.news]).toEqual([at(19), []])
    const closed = settleAlerts(gone.changed, [], at(20))
    expect(closed.news.map((each) => [each.type, each.alert.closedAt])).toEqual([['closed', at(20)]])

    const again = settleAlerts(closed.changed, [held(1, 21)], at(36))
    expect(again.news.map((each) => [each.type, each.again, each.alert.id, each.alert.reopened])).toEqual([['opened', true, alert!.id, 1]])
    expect(settleAlerts(closed.changed, [held(1, 21)], at(60)).news.map((each) => [each.again, each.alert.id === alert!.id])).toEqual([[false, false]])
  })
})

describe('the growth of an alert', () => {
  interface Look { at: Date; count: number; alert: Alert; news: AlertNews | null }

  /** Looks at a group whose count is given, every so many minutes. */
  function live(counts: readonly number[], everyMinutes: number): Look[] {
    const looks: Look[] = []
    let kept: Alert[] = []
    counts.forEach((count, index) => {
      const now = at(15 + index * everyMinutes)
      const settlement = settleAlerts(kept, [held(count)], now)
      kept = settlement.changed.length > 0 ? settlement.changed : kept
      looks.push({ at: now, count, alert: kept[0]!, news: settlement.news[0] ?? null })
    })
    return looks
  }
  const courses = fc.tuple(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 50 }))

  it('is told when it is twice what was told, or twice what that had shrunk to an hour after', () => {
    fc.assert(fc.property(courses, ([counts, every]) => {
      const looks = live(counts, every)
      let told = looks[0]!
      looks.slice(1).forEach((look, index) => {
        const sinceTold = looks.slice(looks.indexOf(told) + 1, index + 2).filter((each) => each.at.getTime() - told.at.getTime() >= inMindMs)
        const before = Math.min(told.count, ...sinceTold.map((each) => each.count))
        expect([look.alert.toldCount, look.news?.type ?? null, look.news?.grownFrom ?? null]).toEqual(look.count >= 2 * before ? [look.count, 'updated', before] : [before, null, null])
        if (look.news) told = look
      })
    }))
  })

  it('is no flood: within an hour it is told no more often than it doubles, whatever comes and goes', () => {
    fc.assert(fc.property(courses, ([counts, every]) => {
      const told = live(counts, every).filter((look) => look.news)
      for (const first of told) {
        const hour = told.filter((each) => each.at >= first.at && each.at.getTime() - first.at.getTime() < inMindMs)
        expect(hour.length).toBeLessThanOrEqual(1 + Math.log2(Math.max(...hour.map((each) => each.count)) / first.count))
      }
    }))
  })

  it('that an alert brings back with it is told, and that it came back is not', () => {
    const closed = settleAlerts(settleAlerts(settleAlerts([], [held(3)], at(15)).changed, [], at(16)).changed, [], at(17)).changed
    expect(settleAlerts(closed, [held(5, 18)], at(33)).news.map((each) => [each.again, each.grownFrom, each.alert.toldCount])).toEqual([[true, null, 3]])
    expect(settleAlerts(closed, [held(80, 18)], at(33)).news.map((each) => [each.again, each.grownFrom, each.alert.toldCount])).toEqual([[true, 3, 80]])
  })
})
