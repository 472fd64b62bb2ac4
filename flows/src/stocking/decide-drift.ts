import { newId } from '@crossdock/domain'
import { Refusal, type Actor, type LockedDifference, type Needs, type Scope, type Transaction } from '../ports/index.ts'
import { planStockPush } from './plan-stock-push.ts'

/** A difference as somebody saw it and decided about it. */
export interface SeenDifference {
  ecAccountId: string
  productId: string
  difference: number
}

export interface DriftOutcome {
  ecAccountId: string
  productId: string
  refusal: Refusal | null
}

interface Decision {
  scope: Scope
  actor: Actor
  items: readonly SeenDifference[]
  note: string
}

/**
 * Takes what stores show as what they should have from now on. Each has its own outcome: not_found, drift_gone (nothing differs any
 * more), drift_changed (it is another difference by now), drift_underway (a write to the store is not answered yet).
 */
export async function acceptDrift(needs: Needs, decision: Decision): Promise<DriftOutcome[]> {
  return decide(needs, decision, () => null, async (tx, differences) => {
    for (const difference of differences) await tx.levels.accept(difference)
    await tx.levels.addDecisions(differences.map((each) => ({ ...each, action: 'accepted', stockPushId: null })), { actor: decision.actor, note: decision.note, at: needs.now() })
  })
}

/**
 * Brings stores back to what they should have, by an increment of the difference: what is sold between the reading and the write stays
 * sold. One stock push for each store, planned as any other. Outcomes as above, and not_connected.
 */
export async function correctDrift(needs: Needs, decision: Decision): Promise<DriftOutcome[]> {
  const { actor, note } = decision
  return decide(needs, decision, ({ connected }) => (connected ? null : new Refusal('not_connected')), async (tx, differences) => {
    for (const [ecAccountId, lines] of Map.groupBy(differences, (each) => each.ecAccountId)) {
      const id = newId()
      await planStockPush(tx, lines[0]!.merchantId, {
        id, ecAccountId, kind: 'increment', origin: 'drift', inboundId: null, percentage: null, actor, reference: `drift-${id}`,
        lines: lines.map(({ productId, sku, difference }) => ({ productId, sku, quantity: -difference })),
      })
      await tx.levels.addDecisions(lines.map((each) => ({ ...each, action: 'corrected', stockPushId: id })), { actor, note, at: needs.now() })
    }
  })
}

async function decide(
  needs: Needs,
  { scope, items }: Decision,
  check: (difference: LockedDifference) => Refusal | null,
  act: (tx: Transaction, differences: LockedDifference[]) => Promise<void>,
): Promise<DriftOutcome[]> {
  const keyOf = (item: { ecAccountId: string; productId: string }) => `${item.ecAccountId} ${item.productId}`
  const seen = new Map(items.map((item) => [keyOf(item), item]))
  return needs.store.transact(scope, async (tx) => {
    const found = new Map((await tx.levels.lockDifferences([...seen.values()])).map((difference) => [keyOf(difference), difference]))
    const outcomes = [...seen].map(([key, item]) => {
      const difference = found.get(key)
      return { key, ecAccountId: item.ecAccountId, productId: item.productId, refusal: difference ? (whyNot(difference, item) ?? check(difference)) : new Refusal('not_found') }
    })
    await act(tx, outcomes.flatMap(({ key, refusal }) => (refusal ? [] : [found.get(key)!])))
    return outcomes.map(({ ecAccountId, productId, refusal }) => ({ ecAccountId, productId, refusal }))
  })
}

function whyNot(difference: LockedDifference, seen: SeenDifference): Refusal | null {
  if (difference.kind === 'correcting' || difference.kind === 'write_underway') return new Refusal('drift_underway', { sku: difference.sku })
  if (difference.difference === 0) return new Refusal('drift_gone', { sku: difference.sku })
  if (difference.difference !== seen.difference) return new Refusal('drift_changed', { sku: difference.sku, seen: seen.difference, difference: difference.difference })
  return null
}
