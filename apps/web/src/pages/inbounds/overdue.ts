import { useTimeZone } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'

type Inbound = Pick<Outputs['inbounds']['get'], 'status' | 'expectedOn'>

/** Whether goods should have arrived by the warehouse's today. */
export function useIsOverdue(): (inbound: Inbound) => boolean {
  const timeZone = useTimeZone()
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date())
  return ({ status, expectedOn }) => (status === 'pending' || status === 'receiving') && expectedOn !== null && expectedOn < today
}
