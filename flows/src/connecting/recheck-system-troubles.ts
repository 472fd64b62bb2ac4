import { everyMerchant, type Needs, type SystemTrouble } from '../ports/index.ts'
import { readPair } from './held-pair.ts'
import { renewNow } from './refresh-tokens.ts'
import { openWebhookSecrets } from './webhook-secrets.ts'

const lookAgainMs = 45_000

/**
 * Looks whether trouble of our own has passed, so that it ends by itself: one account of a platform that refused our
 * credentials is asked for; a pair that did not open is tried again.
 * @returns how many were looked at
 */
export async function recheckSystemTroubles(needs: Needs): Promise<number> {
  const now = needs.now()
  const taken = await needs.store.transact(everyMerchant, (tx) => tx.systemTroubles.takeUnseen(new Date(now.getTime() - lookAgainMs), now))
  for (const trouble of taken) await recheck(needs, trouble).catch((err: unknown) => needs.log.debug({ err, subject: trouble.subject }, 'Trouble of our own goes on'))
  return taken.length
}

async function recheck(needs: Needs, { kind, subject }: SystemTrouble): Promise<void> {
  const account = await needs.store.transact(everyMerchant, async (tx) => {
    if (kind === 'secret_unreadable') return tx.accounts.find(subject)
    const ref = await tx.credentials.oldestOf(subject)
    return ref && tx.accounts.get(ref.merchantId, ref.id)
  })
  if (kind === 'client_refused') {
    if (account) await renewNow(needs, account, { probing: true })
    return
  }
  if (account?.connectionStatus === 'connected') {
    await readPair(needs, account)
    const { unreadable } = openWebhookSecrets(needs, account, await needs.store.transact(everyMerchant, (tx) => tx.webhooks.subscriptions(account)))
    if (unreadable) throw unreadable
  }
  // It opens, or there is nothing to open any more.
  await needs.store.transact(everyMerchant, (tx) => tx.systemTroubles.end(kind, subject, needs.now()))
}
