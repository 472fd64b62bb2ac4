import type { Actor, Transaction } from '../ports/index.ts'

/** More stock is free: the orders that waited for it get it, oldest first. @returns how many orders nothing holds any more */
export async function serveWaiting(tx: Transaction, merchantId: string, productIds: readonly string[], actor: Actor): Promise<number> {
  const served = await tx.matching.reserve(merchantId, productIds)
  return (await tx.matching.settle(merchantId, served, actor)).released
}
