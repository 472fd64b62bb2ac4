import type { DisconnectReason } from '@crossdock/domain'
import type { Actor, EcAccount, Transaction, Trouble } from '../ports/index.ts'
import { cutReceiptShort } from './settle-receipts.ts'

/**
 * Ends an account's connection: its pair is deleted, its slots stop, and whatever waits keeps waiting. Runs and writes
 * that are under way find no token at their next call; runs that only wait are ended, so that the one that follows the
 * next authorization reads the whole dark period.
 * @param account locked by this transaction
 */
export async function disconnect(tx: Transaction, account: EcAccount, end: { reason: DisconnectReason; trouble: Trouble | null; actor: Actor; at: Date }): Promise<void> {
  await tx.credentials.giveUp(account)
  await tx.accounts.change(account, {
    connectionStatus: 'disconnected', statusSince: end.at, disconnectReason: end.reason, degradedSince: null, trouble: end.trouble, nextFetchAt: null, nextSlot: null,
  })
  await tx.reconnections.stopIdleRuns(account, end.at, { kind: 'auth', code: 'not_connected', message: 'The authorization ended while the run was waiting. Authorizing again reads the same orders.' })
  await cutReceiptShort(tx, account, end.at)
  await tx.timeline.write(account.merchantId, [
    {
      subjectId: account.id,
      type: end.reason === 'revoked_here' ? 'revoked' : 'disconnected',
      actor: end.actor,
      data: { reason: end.reason, ...(end.trouble ? { code: end.trouble.code, detail: end.trouble.message } : {}) },
    },
  ])
}
