import { changedParts, type AccountDraft } from './account-draft.ts'

export type ConflictField = 'displayName' | 'salesChannelId' | 'fetchEnabled' | 'fetchSchedule' | 'timeZone' | 'pushEnabled' | 'pushPercentage' | 'shippingMappings'
const settingFields = ['fetchEnabled', 'fetchSchedule', 'timeZone', 'pushEnabled', 'pushPercentage'] as const

const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)

/** Fields that both sides changed since `base`, to different values. */
export function conflictsOf(base: AccountDraft, mine: AccountDraft, theirs: AccountDraft): ConflictField[] {
  const byMe = changedParts(mine, base)
  const byThem = changedParts(theirs, base)
  const apart = changedParts(mine, theirs)
  const whole = (['displayName', 'salesChannelId', 'shippingMappings'] as const).filter((field) => byMe[field] && byThem[field] && apart[field])
  const settings = settingFields.filter((field) => differs(mine.settings[field], base.settings[field]) && differs(theirs.settings[field], base.settings[field]) && differs(mine.settings[field], theirs.settings[field]))
  return [...whole, ...settings]
}

/** Both sides' changes together; where both changed the same field, mine only if it was chosen. */
export function merge(base: AccountDraft, mine: AccountDraft, theirs: AccountDraft, keepMine: ReadonlySet<ConflictField>): AccountDraft {
  const conflicts = new Set(conflictsOf(base, mine, theirs))
  const byMe = changedParts(mine, base)
  const takesMine = (field: ConflictField, changed: boolean) => changed && (!conflicts.has(field) || keepMine.has(field))
  const settings = { ...theirs.settings }
  for (const field of settingFields) {
    if (takesMine(field, differs(mine.settings[field], base.settings[field]))) Object.assign(settings, { [field]: mine.settings[field] })
  }
  return {
    displayName: takesMine('displayName', byMe.displayName) ? mine.displayName : theirs.displayName,
    salesChannelId: takesMine('salesChannelId', byMe.salesChannelId) ? mine.salesChannelId : theirs.salesChannelId,
    settings,
    shippingMappings: takesMine('shippingMappings', byMe.shippingMappings) ? mine.shippingMappings : theirs.shippingMappings,
  }
}
