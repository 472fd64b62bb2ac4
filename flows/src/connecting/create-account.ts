import { newId } from '@crossdock/domain'
import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { connectorOf } from './find-account.ts'

/**
 * Keeps a new EC account, Not Verified until it is authorized.
 * @returns its id
 * @throws Refusal `not_found` (merchant), `merchant_inactive`, `unknown_platform`, `no_sales_channel`, `name_taken`
 */
export async function createAccount(
  needs: Needs,
  input: { scope: Scope; merchantId: string; platform: string; displayName: string; salesChannelId: string; actor: Actor },
): Promise<string> {
  const { merchantId, platform, displayName, salesChannelId, actor } = input
  return needs.store.transact(input.scope, async (tx) => {
    const merchant = await tx.accounts.merchant(merchantId)
    if (!merchant) throw new Refusal('not_found')
    if (!merchant.active) throw new Refusal('merchant_inactive', { name: merchant.name })
    connectorOf(needs, platform)
    if (!(await tx.accounts.hasSalesChannel(merchantId, salesChannelId))) throw new Refusal('no_sales_channel')
    const id = newId()
    await tx.accounts.insert({ merchantId, id, platform, displayName, salesChannelId })
    await tx.timeline.write(merchantId, [{ subjectId: id, type: 'created', actor, data: { displayName, platform } }])
    return id
  })
}
