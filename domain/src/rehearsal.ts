import type { RehearsalCheck } from './vocabulary.ts'

/** Whose move it is when a rehearsal fails: who grants access again, whoever runs the platform, or whoever runs Crossdock. */
export const rehearsalOwners = ['merchant', 'platform', 'crossdock'] as const
export type RehearsalOwner = (typeof rehearsalOwners)[number]

/** @param trouble of the failure, as a connector names it */
export function ownerOfRehearsal(check: RehearsalCheck, trouble: { kind: string; code: string }): RehearsalOwner {
  if (trouble.code === 'client_refused' || trouble.code === 'secret_unreadable' || trouble.kind === 'internal') return 'crossdock'
  if (check === 'scope') return 'merchant'
  if (check === 'token') return trouble.kind === 'auth' ? 'merchant' : 'platform'
  return 'platform'
}
