import { Refusal, refuseStale, type Actor, type EcAccount, type EcAccountChanges, type Needs, type Scope, type ShippingTypeMapping, type Transaction } from '../ports/index.ts'
import { changeMappings } from './change-mappings.ts'
import { changeSettings, type Settings } from './change-settings.ts'
import { lockAccount } from './find-account.ts'
import { settleMapped } from '../matching/settle-mapped.ts'

/** How long a caller waits for very many orders to be released; what then still waits is released without being counted. */
const patienceMs = 8_000

export interface AccountUpdate {
  /** The version that was read; a later one is refused. */
  version?: number
  displayName?: string
  salesChannelId?: string
  platform?: string
  settings?: Settings
  /** All of them; one that is left out is removed. */
  shippingMappings?: readonly ShippingTypeMapping[]
}

/**
 * Saves what is given of an EC account's page, at once or not at all. Orders that a mapping frees beyond the first of them are
 * released a batch at a time, each by itself.
 * @returns how many orders nothing holds any more
 * @throws Refusal `not_found`, `version_conflict`, `platform_fixed`, `no_sales_channel`, `name_taken`, and those of settings and mappings
 */
export async function updateAccount(needs: Needs, input: { scope: Scope; ecAccountId: string; update: AccountUpdate; actor: Actor }): Promise<{ released: number }> {
  const { update, actor } = input
  const began = needs.now().getTime()
  const saved = await needs.store.transact(input.scope, async (tx) => {
    const account = await lockAccount(tx, input.ecAccountId, { withOrders: update.shippingMappings !== undefined })
    refuseStale(update.version, account.version)
    if (update.platform !== undefined && update.platform !== account.platform) throw new Refusal('platform_fixed')
    const info = await changeInfo(tx, account, update)
    const settings = update.settings ? changeSettings(account, update.settings, needs.now()) : {}
    await tx.accounts.change(account, { ...info, ...settings, version: account.version + 1 })
    await noteInfo(tx, account, info, actor)
    if (update.settings) await noteSettings(tx, account, settings, actor)
    const laterAt = new Date(began + patienceMs)
    const settled = update.shippingMappings ? await changeMappings(tx, account, update.shippingMappings, actor, laterAt) : { released: 0, more: false }
    needs.failpoint?.('account.saved')
    return { ...settled, account }
  })
  if (!saved.more) return { released: saved.released }
  // The job comes later: who saves hears how many orders go, as far as patience lasts.
  const { released } = await settleMapped(needs, saved.account, actor, () => needs.now().getTime() - began < patienceMs)
  return { released: saved.released + released }
}

async function changeInfo(tx: Transaction, account: EcAccount, { displayName, salesChannelId }: AccountUpdate): Promise<EcAccountChanges> {
  if (salesChannelId !== undefined && !(await tx.accounts.hasSalesChannel(account.merchantId, salesChannelId))) throw new Refusal('no_sales_channel')
  return {
    ...(displayName !== undefined && displayName !== account.displayName ? { displayName } : {}),
    ...(salesChannelId !== undefined && salesChannelId !== account.salesChannelId ? { salesChannelId } : {}),
  }
}

async function noteInfo(tx: Transaction, account: EcAccount, info: EcAccountChanges, actor: Actor): Promise<void> {
  if (Object.keys(info).length === 0) return
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'changed', actor, data: { ...info } }])
}

async function noteSettings(tx: Transaction, account: EcAccount, changes: EcAccountChanges, actor: Actor): Promise<void> {
  const { fetchEnabled, fetchSchedule, timeZone, pushEnabled, pushPercentage, whenUnreachable } = { ...account, ...changes }
  const after = { fetchEnabled, fetchSchedule, timeZone, pushEnabled, pushPercentage, whenUnreachable }
  const changed = Object.fromEntries(Object.entries(after).filter(([key, value]) => String(value) !== String(account[key as keyof typeof after])))
  if (Object.keys(changed).length === 0) return
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'settings_saved', actor, data: changed }])
}
