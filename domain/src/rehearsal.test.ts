import { expect, it } from 'vitest'
import { ownerOfRehearsal } from './rehearsal.ts'

it.each([
  ['token', 'auth', 'invalid_grant', 'merchant'],
  ['token', 'unavailable', 'http_503', 'platform'],
  ['token', 'unavailable', 'client_refused', 'crossdock'],
  ['token', 'unavailable', 'secret_unreadable', 'crossdock'],
  ['store', 'unavailable', 'timeout', 'platform'],
  ['store', 'malformed', 'unexpected_shape', 'platform'],
  ['store', 'internal', 'internal_error', 'crossdock'],
  ['scope', 'auth', 'insufficient_scope', 'merchant'],
  ['shop', 'rejected', 'other_shop', 'platform'],
] as const)('a rehearsal whose %s failed with %s %s is the move of: %s', (check, kind, code, owner) => {
  expect(ownerOfRehearsal(check, { kind, code })).toBe(owner)
})
