import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, nextStep, type KeptCourse } from './alert-course.ts'

const second = 1_000
const start = Date.parse('2026-11-25T00:00:00Z')
const rules = fc.record({ minAgeMs: fc.integer({ min: 0, max: 300 }), settleMs: fc.integer({ min: 0, max: 300 }), graceMs: fc.integer({ min: 0, max: 600 }) }).map(({ minAgeMs, settleMs, graceMs }) => ({ minAgeMs: minAgeMs * second, settleMs: settleMs * second, graceMs: graceMs * second }))
/** How long a cause holds and how long it is gone, in turn, in rounds of 20 s. */
const courses = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })

interface Told { at: number; step: string; alert: number }

/** Looks every 20 s, as the worker does, at a cause that comes and goes. */
function live(rule: { minAgeMs: number; settleMs: number; graceMs: number }, phases: readonly number[]) {
  const told: Told[] = []
  const looks: { at: number; causeSince: number | null; open: boolean }[] = []
  let kept: KeptCourse | null = null
  let alert = 0
  let at = start
  phases.forEach((rounds, phase) => {
    const since = phase % 2 === 0 ? at : null
    for (let round = 0; round < rounds; round++, at += 20 * second) {
      const now = new Date(at)
      const step = nextStep(kept, since === null ? null : { since: new Date(since) }, rule, now)
      if (step === 'open') alert++
      if (step === 'open' || step === 'reopen') kept = { goneSince: null, closedAt: null }
      if (step === 'keep') kept = { goneSince: null, closedAt: null }
      if (step === 'await') kept = { goneSince: kept!.goneSince ?? now, closedAt: null }
      if (step === 'close') kept = { goneSince: kept!.goneSince, closedAt: now }
      if (['open', 'reopen', 'close'].includes(step)) told.push({ at, step, alert })
      looks.push({ at, causeSince: since, open: kept !== null && kept.closedAt === null })
    }
  })
  return { told, looks }
}

describe('the course of an alert', () => {
  it('opens once its cause has held long enough, and never before', () => {
    fc.assert(fc.property(rules, courses, (rule, phases) => {
      const { told, looks } = live(rule, phases)
      for (const { at, step } of told) {
        if (step === 'close') continue
        const { causeSince } = looks.find((look) => look.at === at)!
        expect(at - causeSince!).toBeGreaterThanOrEqual(rule.minAgeMs)
      }
      for (const look of looks) if (look.causeSince !== null && look.at - look.causeSince >= rule.minAgeMs) expect(look.open).toBe(true)
    }))
  })

  it('closes by itself once its cause has been gone long enough, and never while it holds', () => {
    fc.assert(fc.property(rules, courses, (rule, phases) => {
      const { told, looks } = live(rule, phases)
      for (const { at, step } of told) if (step === 'close') expect(looks.find((look) => look.at === at)!.causeSince).toBeNull()
      let goneAt: number | null = null
      for (const look of looks) {
        goneAt = look.causeSince === null ? (goneAt ?? look.at) : null
        if (goneAt !== null && look.at - goneAt >= rule.settleMs) expect(look.open).toBe(false)
      }
    }))
  })

  it('tells of opening and closing in turn, and of a cause that is back within the grace under the same alert', () => {
    fc.assert(fc.property(rules, courses, (rule, phases) => {
      const { told } = live(rule, phases)
      told.forEach((each, index) => {
        const before = told[index - 1]
        expect(each.step === 'close').toBe(index % 2 === 1)
        if (!before || each.step === 'close') return
        const withinGrace = each.at - before.at < rule.graceMs
        expect([each.step, each.alert]).toEqual(withinGrace ? ['reopen', before.alert] : ['open', before.alert + 1])
      })
    }))
  })

  it('makes one alert of a cause that comes and goes faster than it settles', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 3, maxLength: 20 }), (gaps) => {
      const rule = { minAgeMs: 0, settleMs: 300 * second, graceMs: 0 }
      expect(live(rule, gaps).told.filter((each) => each.step !== 'close')).toHaveLength(1)
    }))
  })
})

it('an alert that grows is told at most once for each doubling', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }), (growth) => {
    const now = new Date()
    let [count, told, tellings] = [1, { count: 1, at: now }, 0]
    for (const more of growth) {
      count += more
      const next = growthOf(told, count, now)
      told = next.told
      if (next.from !== null) tellings++
    }
    expect(tellings).toBeLessThanOrEqual(Math.log2(count))
    expect(count).toBeLessThan(2 * told.count)
  }))
})
