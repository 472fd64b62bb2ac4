import { ownerOfTrouble, type NamedTrouble, type TroubleOwner } from './trouble-owner.ts'
import type { RehearsalCheck } from './vocabulary.ts'

/** Whose move it is when a rehearsal fails. @param trouble of the failure */
export function ownerOfRehearsal(check: RehearsalCheck, trouble: NamedTrouble): TroubleOwner {
  const owner = ownerOfTrouble(trouble)
  // Where the access itself is looked at, any refusal is mended by granting it again.
  return owner === 'platform' && (check === 'scope' || check === 'token' && trouble.kind === 'auth') ? 'merchant' : owner
}
