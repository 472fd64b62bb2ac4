import { ConnectorError } from '@crossdock/connector-kit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlatformWrite } from '../ports/index.ts'
import { backoffMs, isKeyForgotten, outcomeOfFailure, OutcomeUnknown } from './settle-outcome.ts'

const now = new Date('2026-11-23T08:00:00Z')
const sentAt = new Date('2026-11-23T07:59:50Z')
const earlier = new Date('2026-11-23T01:00:00Z')
const write = (uncertainSince: Date | null, attempts = 1): PlatformWrite => ({
  merchantId: 'm', id: 'w', ecAccountId: 'a', kind: 'tracking', subjectId: 's', part: 1, state: 'sending', idempotencyKey: 'k', request: {}, attempts, deaths: 0, plannedAt: earlier, uncertainSince, askedAt: null,
})
const failure = (kind: ConnectorError['kind'], outcome: ConnectorError['outcome'], retryAfterMs: number | null = null) =>
  new ConnectorError({ kind, outcome, code: 'x', message: 'words', retryAfterMs, status: 500 })

it.each([
  ['unavailable', 'not_sent', 'planned'],
  ['unavailable', 'unknown', 'unknown'],
  ['unavailable', 'answered', 'unknown'],
  ['malformed', 'answered', 'unknown'],
  ['malformed', 'not_sent', 'planned'],
  ['rate_limited', 'answered', 'planned'],
  ['rate_limited', 'unknown', 'unknown'],
  ['auth', 'answered', 'planned'],
  ['auth', 'unknown', 'unknown'],
  ['rejected', 'answered', 'rejected'],
] as const)('%s, %s: the write is %s', (kind, outcome, state) => {
  expect(outcomeOfFailure(failure(kind, outcome), write(null), sentAt, now).state).toBe(state)
})

it('stays unknown once it was, until the platform says what became of it', () => {
  expect(outcomeOfFailure(failure('unavailable', 'not_sent'), write(earlier), sentAt, now)).toMatchObject({ state: 'unknown', uncertainSince: earlier })
  expect(outcomeOfFailure(failure('rejected', 'answered'), write(earlier), sentAt, now)).toMatchObject({ state: 'rejected', error: 'words' })
})

it('counts a fault of our own as unknown: the call may have been made', () => {
  expect(outcomeOfFailure(new Error('bug'), write(null), sentAt, now)).toMatchObject({ state: 'unknown', uncertainSince: sentAt, errorCode: 'internal_error' })
})

it('waits as long as the platform asks, else longer each time, never together and never for ever', () => {
  expect(outcomeOfFailure(failure('rate_limited', 'answered', 90_000), write(null), sentAt, now)).toMatchObject({ nextAttemptAt: new Date(now.getTime() + 90_000) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (attempts, chance) => {
      const wait = backoffMs(attempts, () => chance)
      const step = Math.min(15 * 60_000, 2_000 * 2 ** (attempts - 1))
      expect(wait).toBeGreaterThanOrEqual(step / 2)
      expect(wait).toBeLessThanOrEqual(step)
    }),
  )
})

it('tries again soon after a refused token, which its successor may not be, and late after a refused access, which waits for people', () => {
  const waitOf = (code: string, status: number) => {
    const outcome = outcomeOfFailure(new ConnectorError({ kind: 'auth', code, message: 'words', status }), write(null), sentAt, now)
    return outcome.state === 'planned' ? outcome.nextAttemptAt.getTime() - now.getTime() : null
  }
  expect(waitOf('invalid_token', 401)).toBeLessThanOrEqual(2_000)
  expect([waitOf('insufficient_scope', 403), waitOf('invalid_grant', 400), waitOf('invalid_grant', 401)]).toEqual([900_000, 900_000, 900_000])
})

it('trusts a key for less than the day that platforms keep it, and only doubts one that may have been used', () => {
  const hours = (count: number) => new Date(now.getTime() - count * 3_600_000)
  const day = 24 * 3_600_000
  expect([isKeyForgotten(write(hours(22)), day, now), isKeyForgotten(write(hours(23.5)), day, now), isKeyForgotten(write(null), day, now)]).toEqual([false, true, false])
  expect([isKeyForgotten(write(now), 0, now), isKeyForgotten(write(null), 0, now)]).toEqual([true, false])
})

it('asks a person, and stays unknown, where the platform cannot be asked any more', () => {
  expect(outcomeOfFailure(new OutcomeUnknown(), write(earlier), sentAt, now)).toMatchObject({ state: 'unknown', asks: true, uncertainSince: earlier, errorCode: 'outcome_unknown' })
})
