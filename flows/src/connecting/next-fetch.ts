import { nextSlot } from '@crossdock/domain'
import type { EcAccount } from '../ports/index.ts'

type Scheduled = Pick<EcAccount, 'connectionStatus' | 'fetchEnabled' | 'fetchSchedule' | 'timeZone'>

/** When an account is fetched next by its schedule; never, while it is off or not connected. */
export function nextFetch(account: Scheduled, now: Date): Pick<EcAccount, 'nextFetchAt' | 'nextSlot'> {
  const next = account.connectionStatus === 'connected' && account.fetchEnabled ? nextSlot(account.fetchSchedule, account.timeZone, now) : null
  return { nextFetchAt: next?.at ?? null, nextSlot: next ? { date: next.date, time: next.time } : null }
}
