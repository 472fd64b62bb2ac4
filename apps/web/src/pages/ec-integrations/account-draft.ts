import { isSlot, longestShippingCode, maxSlots } from '@crossdock/domain'
import type { Outputs } from '../../app/session.tsx'
import type { FieldErrors } from '../../ui/form.ts'

export type Account = Outputs['ecAccounts']['get']

export interface DraftMapping {
  /** Keeps a row's place while its code is typed. */
  key: string
  platformCode: string
  /** null until one was chosen. */
  shippingTypeCode: string | null
  /** Typed by hand: its code may still change. */
  byHand: boolean
}

/** The whole page as it is edited; named as the server names it, so that its field errors find their place. */
export interface AccountDraft {
  displayName: string
  salesChannelId: string
  settings: { fetchEnabled: boolean; fetchSchedule: string[]; timeZone: string; pushEnabled: boolean; pushPercentage: number | string; whenUnreachable: Account['settings']['whenUnreachable'] }
  shippingMappings: DraftMapping[]
}

export function draftOf(account: Account): AccountDraft {
  const { fetchEnabled, fetchSchedule, timeZone, pushEnabled, pushPercentage, whenUnreachable } = account.settings
  return {
    displayName: account.displayName,
    salesChannelId: account.salesChannel.id,
    settings: { fetchEnabled, fetchSchedule: [...fetchSchedule], timeZone, pushEnabled, pushPercentage, whenUnreachable },
    shippingMappings: account.mappings.map(({ platformCode, shippingTypeCode }) => ({ key: platformCode, platformCode, shippingTypeCode, byHand: false })),
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const pairs = (mappings: readonly DraftMapping[]) => mappings.map(({ platformCode, shippingTypeCode }) => [platformCode.trim(), shippingTypeCode]).sort()

/** Which parts differ from what is kept. Only these are sent, so that a flaw elsewhere cannot stop them. */
export function changedParts(draft: AccountDraft, kept: AccountDraft) {
  return {
    displayName: draft.displayName.trim() !== kept.displayName,
    salesChannelId: draft.salesChannelId !== kept.salesChannelId,
    settings: !same(draft.settings, kept.settings),
    shippingMappings: !same(pairs(draft.shippingMappings), pairs(kept.shippingMappings)),
  }
}

export function isChanged(draft: AccountDraft, kept: AccountDraft): boolean {
  return Object.values(changedParts(draft, kept)).some(Boolean)
}

/** The body of the one Save. */
export function updateOf(id: string, version: number, draft: AccountDraft, kept: AccountDraft) {
  const changed = changedParts(draft, kept)
  const { settings, shippingMappings } = draft
  return {
    id,
    version,
    ...(changed.displayName ? { displayName: draft.displayName.trim() } : {}),
    ...(changed.salesChannelId ? { salesChannelId: draft.salesChannelId } : {}),
    ...(changed.settings ? { settings: { ...settings, pushPercentage: Number(settings.pushPercentage) } } : {}),
    ...(changed.shippingMappings ? { shippingMappings: shippingMappings.map((each) => ({ platformCode: each.platformCode.trim(), shippingTypeCode: each.shippingTypeCode ?? '' })) } : {}),
  }
}

/** Whole percent, or null for what is none. */
export function percentageOf(value: number | string): number | null {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  return Number.isInteger(number) && number >= 0 && number <= 100 ? number : null
}

type CheckText = (key: 'nameMissing' | 'nameTooLong' | 'scheduleMissing' | 'timeTwice' | 'percentageWrong' | 'codeMissing' | 'codeTooLong' | 'codeTwice' | 'typeMissing') => string

/** What can be said before the server is asked; in its paths and much in its words. */
export function checkDraft(draft: AccountDraft, kept: AccountDraft, t: CheckText, wrongTime: string): FieldErrors {
  const changed = changedParts(draft, kept)
  const errors: FieldErrors = {}
  const name = draft.displayName.trim()
  if (name === '') errors['displayName'] = t('nameMissing')
  else if (name.length > 100) errors['displayName'] = t('nameTooLong')
  if (changed.settings) {
    const { fetchEnabled, fetchSchedule, pushPercentage } = draft.settings
    if (fetchEnabled && fetchSchedule.length === 0) errors['settings.fetchSchedule'] = t('scheduleMissing')
    for (const [index, time] of fetchSchedule.slice(0, maxSlots).entries()) {
      if (!isSlot(time)) errors[`settings.fetchSchedule.${index}`] = wrongTime
      else if (fetchSchedule.indexOf(time) < index) errors[`settings.fetchSchedule.${index}`] = t('timeTwice')
    }
    if (percentageOf(pushPercentage) === null) errors['settings.pushPercentage'] = t('percentageWrong')
  }
  if (changed.shippingMappings) {
    const codes = draft.shippingMappings.map((each) => each.platformCode.trim())
    for (const [index, each] of draft.shippingMappings.entries()) {
      const code = codes[index] ?? ''
      if (code === '') errors[`shippingMappings.${index}.platformCode`] = t('codeMissing')
      else if (code.length > longestShippingCode) errors[`shippingMappings.${index}.platformCode`] = t('codeTooLong')
      else if (codes.indexOf(code) < index) errors[`shippingMappings.${index}.platformCode`] = t('codeTwice')
      if (each.shippingTypeCode === null) errors[`shippingMappings.${index}.shippingTypeCode`] = t('typeMissing')
    }
  }
  return errors
}
