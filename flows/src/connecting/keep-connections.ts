import { everyMerchant, merchantScope, type AccountRef, type Needs } from '../ports/index.ts'
import { checkSubscriptions } from './check-subscriptions.ts'
import { verifyConnection } from './verify-connection.ts'

const hourMs = 3_600_000
/** Every account, used or not, within a day. */
const careEveryMs = 20 * hourMs
/** One that could not be looked at is looked at again; and one whose worker died. */
const againMs = hourMs / 2
/** Rehearsals of slots that passed are kept for so long. */
const rehearsalsKeptMs = 30 * 24 * hourMs

/**
 * The daily care of connected accounts: a refresh token that rests too long dies, a revocation of which nobody told us is
 * found, and webhook subscriptions that the platform has dropped are asked for again. Claimed by rows, so that any number
 * of workers look once, and one account that fails keeps no other from its turn.
 * @returns how many accounts were looked at
 */
export async function keepConnections(needs: Needs, limit = 20): Promise<number> {
  const at = (ms: number) => new Date(needs.now().getTime() + ms)
  const taken = await needs.store.transact(everyMerchant, (tx) => tx.accounts.takeForCare(needs.now(), at(againMs), limit))
  await Promise.all(taken.map((ref) => careFor(needs, ref, at).catch((err: unknown) => needs.log.error({ err, ecAccountId: ref.id }, 'Could not look after a connection'))))
  return taken.length
}

async function careFor(needs: Needs, ref: AccountRef, at: (ms: number) => Date): Promise<void> {
  const well = (await verifyConnection(needs, ref)) && (await checkSubscriptions(needs, ref))
  await needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
    if (well) await tx.accounts.careAgainAt(ref, at(careEveryMs))
    await tx.rehearsals.prune(ref, at(-rehearsalsKeptMs))
  })
}
