import { expect, it } from 'vitest'
import { ownerOfDelay, ownerOfTrouble } from './trouble-owner.ts'

it.each([
  ['auth', 'insufficient_scope', 'merchant'], ['auth', 'invalid_grant', 'merchant'], ['auth', 'not_connected', 'merchant'],
  ['auth', 'invalid_token', 'platform'], ['unavailable', 'http_503', 'platform'], ['rate_limited', 'rate_limited', 'platform'], ['malformed', 'unexpected_shape', 'platform'], ['rejected', 'not_found', 'platform'],
  ['unavailable', 'client_refused', 'crossdock'], ['unavailable', 'secret_unreadable', 'crossdock'], ['internal', 'internal_error', 'crossdock'], ['internal', 'worker_died', 'crossdock'],
] as const)('what failed with %s %s is the move of: %s', (kind, code, owner) => {
  expect(ownerOfTrouble({ kind, code })).toBe(owner)
  expect(ownerOfDelay({ kind, code }, { degraded: true })).toBe(owner)
})

it('is our move that nothing was tried, unless the store is in trouble', () => {
  expect([ownerOfDelay(null, { degraded: false }), ownerOfDelay(null, { degraded: true })]).toEqual(['crossdock', 'platform'])
})
