import type { Outputs } from '../../app/session.tsx'

export type Write = Outputs['stockPushes']['get']['writes'][number]

/** The answer was lost, and the store can no longer be asked: it may have been taken. */
export function isOutcomeUnknown(write: Write): boolean {
  return write.state === 'rejected' && write.errorCode === 'outcome_unknown'
}
