import { ConnectorError } from '@crossdock/connector-kit'
import { merchantScope, system, type AccountRef, type Needs } from '../ports/index.ts'
import { noteFailure, openStore } from './access.ts'
import { planSubscription, webhookPath } from './subscribe-webhooks.ts'

/**
 * Looks whether the platform still has our webhook subscriptions: they end with a grant, and are dropped without a word
 * when deliveries fail for a day. What is gone is planned anew, and the account's timeline tells it.
 * @returns whether the store could be asked
 */
export async function checkSubscriptions(needs: Needs, ref: AccountRef): Promise<boolean> {
  if (!needs.webhooks) return true
  const account = await needs.store.transact(merchantScope(ref.merchantId), (tx) => tx.accounts.get(ref.merchantId, ref.id))
  if (account?.connectionStatus !== 'connected') return false
  const { webhooks } = openStore(needs, account, { patienceMs: 30_000 })
  if (!webhooks) return true
  const url = needs.publicUrl + webhookPath(account)
  try {
    const there = new Set((await webhooks.list()).filter((each) => each.url === url).map((each) => `${each.topic} ${each.id}`))
    await needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
      const locked = await tx.accounts.lock(ref.merchantId, ref.id)
      if (locked?.connectionStatus !== 'connected') return
      const kept = new Map((await tx.webhooks.subscriptions(ref)).map((each) => [each.topic, each.platformWebhookId]))
      const gone = webhooks.topics.filter((topic) => !there.has(`${topic} ${kept.get(topic) ?? ''}`))
      // One that is on its way asks for all of them.
      if (gone.length === 0 || !(await planSubscription(needs, tx, locked))) return
      await tx.timeline.write(ref.merchantId, [{ subjectId: ref.id, type: 'subscriptions_lost', actor: system, data: { topics: gone } }])
    })
    return true
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    await noteFailure(needs, account, err)
    // A permission that is missing is named on the account; looking again soon finds nothing else.
    return err.code === 'insufficient_scope'
  }
}
