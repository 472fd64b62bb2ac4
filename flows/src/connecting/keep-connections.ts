import { everyMerchant, type Needs } from '../ports/index.ts'
import { verifyConnection } from './verify-connection.ts'

const idleMs = 24 * 3_600_000

/**
 * Uses the access of connected accounts that nothing has used for a day: a refresh token that rests too long dies, and a
 * revocation of which nobody told us is found.
 * @returns how many accounts were asked
 */
export async function keepConnections(needs: Needs, limit = 20): Promise<number> {
  const idle = await needs.store.transact(everyMerchant, (tx) => tx.accounts.idleSince(new Date(needs.now().getTime() - idleMs), limit))
  for (const ref of idle) {
    await verifyConnection(needs, ref).catch((err: unknown) => needs.log.error({ err, ecAccountId: ref.id }, 'Could not verify a connection'))
  }
  return idle.length
}
