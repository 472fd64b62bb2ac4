import { newId } from '@crossdock/domain'
import { Refusal, type Actor, type LockedOrder, type Needs, type NewParcel, type Scope } from '../ports/index.ts'
import { packParcel, withParcel } from './pack-parcel.ts'
import { gatherParcels, requestOf, RowProblem, type ShipRow, type WantedParcel } from './ship-rows.ts'
import { freshen } from './freshen.ts'
import { refuseUnfresh, type Freshness } from './freshness.ts'
import { hasParcel, sendOff } from './ship-order.ts'

/** Orders that are locked and shipped in one transaction. */
const batchSize = 100

export interface ShipRowOutcome {
  row: number
  orderNumber: string
  trackingNumber: string
  orderId: string | null
  /** Why it did not ship; a code of the problem catalogue, or of this list's own row problems. */
  problem: { code: string; params: Record<string, string | number> } | null
}

/**
 * Ships many orders from rows, each parcel with its own outcome: one that cannot go never stops the others. The same rows
 * again ship nothing more.
 * @param dryRun tells what would happen, and changes nothing
 * @returns an outcome a row, in the order of the rows
 */
export async function shipMany(
  needs: Needs,
  input: { scope: Scope; actor: Actor; rows: readonly ShipRow[]; merchantId?: string; ecAccountId?: string; dryRun: boolean; evenIfUnread?: boolean },
): Promise<ShipRowOutcome[]> {
  const outcomes = new Map<number, ShipRowOutcome>(
    input.rows.map(({ row, orderNumber, trackingNumber }) => [row, { row, orderNumber, trackingNumber, orderId: null, problem: null }]),
  )
  const refuse = (rows: readonly { row: number }[], problem: ShipRowOutcome['problem']) => {
    for (const { row } of rows) outcomes.get(row)!.problem ??= problem
  }
  const { parcels, problems } = gatherParcels(input.rows)
  for (const { row, problem } of problems) refuse([{ row }], problem)

  const found = await needs.store.transact(input.scope, (tx) => tx.shipping.withNumbers(parcels.map((parcel) => parcel.orderNumber), input))
  const ids = Map.groupBy(found, (order) => order.orderNumber)
  const parcelsOf = new Map<string, WantedParcel[]>()
  for (const parcel of parcels) {
    const [order, ...others] = ids.get(parcel.orderNumber) ?? []
    if (!order || others.length > 0) {
      refuse(parcel.rows, { code: order ? 'order_ambiguous' : 'order_not_found', params: { orderNumber: parcel.orderNumber } })
      continue
    }
    for (const { row } of parcel.rows) outcomes.get(row)!.orderId = order.id
    parcelsOf.set(order.id, [...(parcelsOf.get(order.id) ?? []), parcel])
  }

  const orderIds = [...parcelsOf.keys()]
  const fresh = input.dryRun ? new Map<string, Freshness>() : await freshen(needs, { scope: input.scope, orderIds, step: 'ship' })
  for (let from = 0; from < orderIds.length; from += batchSize) {
    const refused = await shipBatch(needs, { ...input, fresh }, new Map(orderIds.slice(from, from + batchSize).map((id) => [id, parcelsOf.get(id)!])))
    for (const { parcel, problem } of refused) refuse(parcel.rows, problem)
  }
  return [...outcomes.values()]
}

interface RefusedParcel {
  parcel: WantedParcel
  problem: NonNullable<ShipRowOutcome['problem']>
}

async function shipBatch(
  needs: Needs,
  { scope, actor, dryRun, fresh, evenIfUnread = false }: { scope: Scope; actor: Actor; dryRun: boolean; fresh: ReadonlyMap<string, Freshness>; evenIfUnread?: boolean },
  parcelsOf: ReadonlyMap<string, readonly WantedParcel[]>,
): Promise<RefusedParcel[]> {
  return needs.store.transact(scope, async (tx) => {
    const refused: RefusedParcel[] = []
    const packed: { order: LockedOrder; parcel: NewParcel }[] = []
    for (const order of await tx.shipping.lock([...parcelsOf.keys()])) {
      let after = order
      for (const wanted of parcelsOf.get(order.id) ?? []) {
        try {
          if (!hasParcel(order, wanted.trackingNumber)) refuseUnfresh(order, fresh.get(order.id), evenIfUnread, needs.now())
          const { again, parcel } = packParcel(after, requestOf(after, wanted), '')
          if (again) continue
          packed.push({ order, parcel: { ...parcel, id: newId(), writeId: newId() } })
          after = withParcel(after, parcel)
        } catch (err) {
          if (!(err instanceof Refusal) && !(err instanceof RowProblem)) throw err
          refused.push({ parcel: wanted, problem: { code: err.code, params: err.params } })
        }
      }
    }
    if (dryRun) return refused
    for (const ofMerchant of Map.groupBy(packed, ({ order }) => order.merchantId).values()) await sendOff(tx, { packed: ofMerchant, actor, at: needs.now(), fresh, evenIfUnread })
    needs.failpoint?.('ship-many.written')
    return refused
  })
}
