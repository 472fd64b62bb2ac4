import { earnPush, newId, pushDue } from '@crossdock/domain'
import { Refusal, type Actor, type LockedInbound, type Needs, type NotPushed, type PushingAccount, type Scope, type Transaction } from '../ports/index.ts'
import { inboundKeyBase, planStockPush } from './plan-stock-push.ts'
import { lockInbound, shelve } from './receive-inbound.ts'

/**
 * Completes an inbound, once: what is received and not yet put away goes on the shelf, and each store that is pushed to
 * gets its share of everything that this inbound put away, in one stock push, planned in the same transaction.
 * @throws Refusal not_found, inbound_wrong_status, nothing_received
 */
export async function completeInbound(
  needs: Needs,
  { scope, actor, inboundId }: { scope: Scope; actor: Actor; inboundId: string },
): Promise<{ released: number }> {
  return needs.store.transact(scope, async (tx) => {
    const inbound = await lockInbound(tx, inboundId, 'pending', 'receiving', 'received')
    if (inbound.lines.every((line) => line.received === 0)) throw new Refusal('nothing_received')
    const at = needs.now()
    const rest = inbound.lines.map((line) => ({ ...line, quantity: line.received - line.putAway })).filter((line) => line.quantity > 0)
    const released = await shelve(tx, inbound, rest, actor, at)
    const notPushed: NotPushed[] = []
    // In one order by everybody, so that inbounds that complete together wait for each other instead of deadlocking.
    for (const account of (await tx.stocking.accountsOf(inbound.merchantId)).sort((a, b) => a.id.localeCompare(b.id))) {
      const reason = whyNotPushed(account) ?? (await pushShare(tx, inbound, account, actor, at))
      if (reason) notPushed.push({ ecAccountId: account.id, displayName: account.displayName, reason })
    }
    await tx.stocking.setInboundStatus(inbound.merchantId, inbound.id, 'completed', { at, notPushed })
    needs.failpoint?.('inbound.written')
    return { released }
  })
}

function whyNotPushed(account: PushingAccount): NotPushed['reason'] | null {
  if (!account.authorized) return 'not_authorized'
  if (!account.pushEnabled) return 'push_off'
  return account.pushPercentage === 0 ? 'zero_percentage' : null
}

/** All that is received is put away when an inbound completes: what was received is what was put away. */
async function pushShare(tx: Transaction, inbound: LockedInbound, account: PushingAccount, actor: Actor, at: Date): Promise<NotPushed['reason'] | null> {
  const { merchantId } = inbound
  const lines = inbound.lines.filter((line) => line.received > 0)
  const ledgers = await tx.stocking.lockLedger(merchantId, account.id, lines.map((line) => line.productId))
  const due: { productId: string; sku: string; quantity: number }[] = []
  for (const { productId, sku, received } of lines) {
    const { increment, ledger } = earnPush(ledgers.get(productId) ?? { earnedHundredths: 0, pushed: 0 }, received, account.pushPercentage)
    ledgers.set(productId, ledger)
    if (increment > 0) due.push({ productId, sku, quantity: increment })
  }
  await tx.stocking.saveLedger(merchantId, account.id, ledgers)
  await tx.stocking.addShare(merchantId, inbound.id, account.id, account.pushPercentage)
  // What a correction left open is settled by this push as far as it goes.
  await tx.stocking.propose(merchantId, account.id, Array.from(ledgers, ([productId, ledger]) => ({ productId, quantity: pushDue(ledger) })), null, at)
  if (due.length === 0) return 'nothing_due'
  await planStockPush(tx, merchantId, {
    id: newId(), ecAccountId: account.id, kind: 'increment', origin: 'inbound', inboundId: inbound.id, percentage: account.pushPercentage, actor, lines: due, reference: inbound.number, keyBase: inboundKeyBase(account.id, inbound.number),
  })
  return null
}
