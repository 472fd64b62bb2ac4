import { ConnectorError, type Connector, type Grant } from '@crossdock/connector-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Needs, Timers } from '../ports/index.ts'
import { askForPair } from './ask-for-pair.ts'

const grace = 30_000
const pair: Grant = { accessToken: 'a', refreshToken: 'r2', expiresIn: 3600, scopes: [] }
const failure = (kind: 'unavailable' | 'auth' | 'rate_limited' | 'malformed', outcome: 'unknown' | 'answered' | 'not_sent') => new ConnectorError({ kind, code: kind, message: kind, outcome })

/** How the platform takes one ask: an answer after so long, or silence until it is given up. */
type Take = { afterMs: number; with: Grant | ConnectorError } | 'silence'

/** Asks on a clock of its own. @returns when each ask began, and what came of it */
async function ask(takes: readonly Take[]): Promise<{ at: number[]; result: unknown }> {
  let now = 0
  const deadlines = new Set<{ at: number; act: () => void }>()
  const pass = (ms: number) => {
    now += ms
    for (const deadline of deadlines) if (deadline.at <= now && deadlines.delete(deadline)) deadline.act()
  }
  const timers: Timers = {
    wait: async (ms) => pass(ms),
    every: () => () => {},
    after(ms, act) {
      const deadline = { at: now + ms, act }
      deadlines.add(deadline)
      return () => void deadlines.delete(deadline)
    },
  }
  const at: number[] = []
  const refresh = async (_token: string, _calls: unknown, signal?: AbortSignal): Promise<Grant> => {
    const take = takes[at.length] ?? 'silence'
    at.push(now)
    const limit = Math.min(...[...deadlines].map((each) => each.at)) - now
    pass(take === 'silence' || take.afterMs > limit ? limit : take.afterMs)
    if (signal?.aborted || take === 'silence') throw failure('unavailable', 'unknown')
    if (take.with instanceof ConnectorError) throw take.with
    return take.with
  }
  const connector = { authorise: { refresh } } as unknown as Connector
  const needs = { connectors: new Map([['store', connector]]), calls: { of: () => () => {} }, timers } as unknown as Needs
  const result = await askForPair(needs, { merchantId: 'm', id: 'i', platform: 'store' }, 'r1').catch((err: unknown) => err)
  return { at, result }
}

describe('asking for a new pair', () => {
  it('F051 asks three times within the platform’s grace, however long the answers that do not come are waited for', async () => {
    const { at, result } = await ask(['silence', 'silence', { afterMs: 500, with: pair }])
    expect(result).toBe(pair)
    expect(at).toEqual([0, 8_000, 18_000])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constant('silence' as const), fc.integer({ min: 0, max: 60_000 }).map((afterMs) => ({ afterMs, with: failure('unavailable', 'unknown') }))), { maxLength: 5 }), async (takes) => {
        const asked = await ask(takes)
        expect(asked.at).toHaveLength(3)
        expect(asked.at.every((each) => each < grace - 5_000)).toBe(true)
      }),
    )
  })

  it('F069 asks again after an answer that brings no pair, although the platform has rotated it', async () => {
    const { at, result } = await ask([{ afterMs: 10, with: failure('malformed', 'unknown') }, { afterMs: 10, with: pair }])
    expect([at, result]).toEqual([[0, 10], pair])
  })

  it.each([['auth', 'answered'], ['rate_limited', 'answered'], ['unavailable', 'not_sent']] as const)('takes %s (%s) for an answer, and does not ask again', async (kind, outcome) => {
    const { at, result } = await ask([{ afterMs: 10, with: failure(kind, outcome) }])
    expect(at).toEqual([0])
    expect(result).toMatchObject({ kind, outcome })
  })

  it.each([['unavailable', 'not_sent'], ['rate_limited', 'answered'], ['unavailable', 'answered']] as const)('F051 goes on asking for a lost answer when a later try ends as %s (%s)', async (kind, outcome) => {
    const { at, result } = await ask(['silence', { afterMs: 0, with: failure(kind, outcome) }, { afterMs: 10, with: pair }])
    expect([at, result]).toEqual([[0, 8_000, 10_000], pair])
    expect((await ask(['silence', ...Array.from({ length: 2 }, () => ({ afterMs: 0, with: failure(kind, outcome) }))])).result).toMatchObject({ outcome: 'unknown' })
  })

  it('F057 believes a refusal at once, also after a lost answer', async () => {
    const { at, result } = await ask(['silence', { afterMs: 10, with: failure('auth', 'answered') }])
    expect(at).toEqual([0, 8_000])
    expect(result).toMatchObject({ kind: 'auth', outcome: 'answered' })
  })

  it('F053 waits for the last answer as long as platforms take at their slowest', async () => {
    expect((await ask(['silence', 'silence', { afterMs: 40_000, with: pair }])).result).toBe(pair)
  })
})
