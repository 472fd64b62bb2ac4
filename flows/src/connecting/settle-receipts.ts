import { newId, type DisconnectReason } from '@crossdock/domain'
import { everyMerchant, system, type Actor, type EcAccount, type Needs, type OpenReceipt, type Transaction } from '../ports/index.ts'

/**
 * Opens the receipt of a store that comes back from the dark: how long it was there, and what is made up for. Nothing is
 * opened where nothing was dark.
 * @param before the account as it was, locked by this transaction
 * @param options.run the fetch run under way; one that does not read what is ordered now is followed by the receipt's own
 */
export async function openReceipt(tx: Transaction, before: EcAccount, { run, actor, at }: { run: { id: string; readsNow: boolean } | null; actor: Actor; at: Date }): Promise<void> {
  if (before.connectionStatus !== 'disconnected' || before.statusSince === null) return
  const reason: DisconnectReason = before.disconnectReason ?? 'refused_by_platform'
  await tx.reconnections.open(before, { id: newId(), darkFrom: before.statusSince, darkTo: at, reason, actor, fetchRunId: run?.readsNow ? run.id : null, followsRunId: run && !run.readsNow ? run.id : null })
}

/** Ends the receipts on which nothing is under way any more, each with its figures in the account's history. @returns how many */
export async function settleReceipts(needs: Needs, limit = 50): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const settled = await tx.reconnections.settled(limit)
    for (const receipt of settled) await endReceipt(tx, receipt, 'complete', needs.now())
    return settled.length
  })
}

/** The store is dark again: what its receipt came to until now is kept, and what still waits belongs to the next one. */
export async function cutReceiptShort(tx: Transaction, account: EcAccount, at: Date): Promise<void> {
  const receipt = await tx.reconnections.openOf(account)
  if (receipt) await endReceipt(tx, receipt, 'cut_short', at)
}

async function endReceipt(tx: Transaction, receipt: OpenReceipt, outcome: 'complete' | 'cut_short', at: Date): Promise<void> {
  if (!(await tx.reconnections.end(receipt, outcome, at))) return
  const { darkFrom, darkTo, figures } = receipt
  const data = { darkFrom: darkFrom.toISOString(), darkTo: darkTo.toISOString(), outcome, ...figures }
  await tx.timeline.write(receipt.merchantId, [{ subjectId: receipt.ecAccountId, type: 'receipt', actor: system, data }])
}
