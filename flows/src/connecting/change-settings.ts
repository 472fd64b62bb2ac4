import { isTimeZone, type UnreachableRule } from '@crossdock/domain'
import { Refusal, type EcAccount, type EcAccountChanges } from '../ports/index.ts'
import { nextFetch } from './next-fetch.ts'

export interface Settings {
  fetchEnabled: boolean
  /** `HH:MM`, distinct, at most 3 */
  fetchSchedule: readonly string[]
  pushEnabled: boolean
  /** whole percent, 0–100 */
  pushPercentage: number
  timeZone?: string
  /** Stays as it is when left out. */
  whenUnreachable?: UnreachableRule
}

/**
 * What saving these settings changes of an account.
 * @throws Refusal `not_authorized` while it was never authorized, `slots_required`, `invalid_input`
 */
export function changeSettings(account: EcAccount, settings: Settings, now: Date): EcAccountChanges {
  if (account.firstConnectedAt === null) throw new Refusal('not_authorized')
  const timeZone = settings.timeZone ?? account.timeZone
  if (!isTimeZone(timeZone)) throw new Refusal('invalid_input', {}, [{ path: 'timeZone', code: 'invalid_value', message: 'must be a time zone such as Asia/Taipei' }])
  const fetchSchedule = [...settings.fetchSchedule].sort()
  if (settings.fetchEnabled && fetchSchedule.length === 0) throw new Refusal('slots_required')
  const changed = { fetchEnabled: settings.fetchEnabled, fetchSchedule, timeZone, pushEnabled: settings.pushEnabled, pushPercentage: settings.pushPercentage, whenUnreachable: settings.whenUnreachable ?? account.whenUnreachable }
  return { ...changed, ...(isStillDue(account, changed, now) ? {} : nextFetch({ ...account, ...changed }, now)) }
}

/** A slot that has come and waits to be claimed is not lost by saving at that moment. */
function isStillDue(account: EcAccount, changed: Pick<EcAccount, 'fetchEnabled' | 'fetchSchedule' | 'timeZone'>, now: Date): boolean {
  const { nextFetchAt, nextSlot } = account
  if (nextFetchAt === null || nextSlot === null || nextFetchAt > now) return false
  return changed.fetchEnabled && changed.timeZone === account.timeZone && changed.fetchSchedule.includes(nextSlot.time)
}
