import { describe, expect, it } from 'vitest'
import type { AlertCause } from '../ports/index.ts'
import { settleAlerts } from './settle-alerts.ts'

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
