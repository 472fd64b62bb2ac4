import type { ReadOrder } from '@crossdock/connector-kit'
import { isBehind, statusDifference, type DifferenceOutcome, type OurSide } from '@crossdock/domain'
import { system, type EcAccount, type FoundDifference, type KeptOrder, type ReconciliationFigures, type Transaction } from '../ports/index.ts'
import { importPage } from './import-page.ts'
import { versionOf } from './version.ts'

/** What one page of the store's list came to, compared with ours. */
export interface ComparedPage {
  found: FoundDifference[]
  figures: ReconciliationFigures
}

type Named = { id: string; read: ReadOrder }

/**
 * Compares a page with what is kept, in the caller's transaction; what is missing or behind is brought in as a fetch
 * would. Changes from after our last fetch are brought in too, and counted as newer, for nobody missed them.
 */
export async function comparePage(tx: Transaction, page: { account: EcAccount; orders: readonly ReadOrder[]; at: Date; coveredTo: Date | null }): Promise<ComparedPage> {
  const { account } = page
  const named = nameAll(page.orders)
  const ids = named.map((each) => each.id)
  const first = await tx.reconciling.kept(account, ids)
  const behind = named.filter(({ id, read }) => isBehind({ version: versionOf(read) }, first.get(id)))
  let before = first
  if (behind.length > 0) {
    await tx.matching.lockMerchant(account.merchantId)
    before = await tx.reconciling.kept(account, ids)
    await importPage(tx, { account, orders: behind.map((each) => each.read), fetchedAt: page.at, fetchRunId: null })
  }
  const after = behind.length > 0 ? await tx.reconciling.kept(account, ids) : before
  const found: FoundDifference[] = []
  const figures: ReconciliationFigures = { seen: page.orders.length, alike: 0, newer: 0, skippedBy: {} }
  for (const each of named) {
    const kept = after.get(each.id)
    const late = lateness(each, before.get(each.id), page.coveredTo)
    const status = kept && each.read.order && statusDifference({ ...each.read.order, version: versionOf(each.read) }, kept)
    if (kept?.skipReason) figures.skippedBy[kept.skipReason] = (figures.skippedBy[kept.skipReason] ?? 0) + 1
    if (late === 'newer') figures.newer++
    else if (late) found.push(difference(each, late, outcomeOf(late, kept), kept))
    else if (kept?.orderId && !status) figures.alike++
    if (status) found.push(difference(each, status, await holdBack(tx, account, status, kept), kept))
  }
  return { found, figures }
}

/** What cannot be named is no order that could be compared; a fetch has kept it as it came. */
function nameAll(orders: readonly ReadOrder[]): Named[] {
  const newest = new Map<string, Named>()
  for (const read of orders) {
    const id = read.order?.platformOrderId ?? (read.order === null ? read.platformOrderId : null)
    const other = id === null ? undefined : newest.get(id)
    if (id !== null && (!other || versionOf(other.read) <= versionOf(read))) newest.set(id, { id, read })
  }
  return [...newest.values()]
}

function lateness({ read }: Named, here: OurSide | undefined, coveredTo: Date | null): 'missing' | 'change_missed' | 'newer' | null {
  const version = versionOf(read)
  if (!isBehind({ version }, here)) return null
  if (!coveredTo || version >= coveredTo.getTime() * 1_000) return 'newer'
  return here ? 'change_missed' : 'missing'
}

function outcomeOf(kind: 'missing' | 'change_missed', kept: KeptOrder | undefined): DifferenceOutcome {
  if (kept?.orderId) return kind === 'missing' ? 'imported' : 'taken_over'
  return kept?.skipReason ?? 'malformed'
}

/** An order that the store says has left must not leave again by itself: it waits until somebody has looked. */
async function holdBack(tx: Transaction, account: EcAccount, kind: FoundDifference['kind'], kept: KeptOrder): Promise<DifferenceOutcome> {
  if (kind === 'canceled_on_store_only') return 'held'
  if (kind !== 'shipped_on_store_only' || !kept.orderId) return 'listed'
  await tx.matching.lockMerchant(account.merchantId)
  const changes = [{ field: 'shipmentStatus', before: kept.status, after: 'shipped' }]
  await tx.matching.placeHold(account.merchantId, [kept.orderId], { reason: 'changed_on_platform', detail: { changes }, actor: system })
  return 'held'
}

function difference({ id, read }: Named, kind: FoundDifference['kind'], outcome: DifferenceOutcome, kept: KeptOrder | undefined): FoundDifference {
  return { platformOrderId: id, kind, outcome, orderNumber: read.order?.orderNumber ?? kept?.orderNumber ?? null, orderId: kept?.orderId ?? null, detail: read.problem }
}
