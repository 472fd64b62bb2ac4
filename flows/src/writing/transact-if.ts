import type { Scope, Store, Transaction } from '../ports/index.ts'

class Refused extends Error {
  override readonly name = 'Refused'
}

/**
 * A transaction that is undone unless the first of its statements allows it. The others are asked for together with that one, which
 * spares the ways to the database and back that asking beforehand would cost.
 * @returns what the others found; null where nothing was kept
 */
export async function transactIf<Rest>(store: Store, scope: Scope, work: (tx: Transaction) => readonly [allowed: Promise<boolean>, rest: Promise<Rest>]): Promise<{ rest: Rest } | null> {
  try {
    return await store.transact(scope, async (tx) => {
      // Nothing of it may come behind the end of the transaction, whatever becomes of the other.
      const [allowed, rest] = await Promise.allSettled(work(tx))
      if (allowed.status === 'rejected') throw allowed.reason
      if (!allowed.value) throw new Refused()
      if (rest.status === 'rejected') throw rest.reason
      return { rest: rest.value }
    })
  } catch (err) {
    if (err instanceof Refused) return null
    throw err
  }
}
