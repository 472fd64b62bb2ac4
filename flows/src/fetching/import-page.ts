import type { ReadOrder } from '@crossdock/connector-kit'
import { admitOrders, hasLeft, newId, orderChanges, productKey, whyNotNew, type IncomingOrder, type OrderChange } from '@crossdock/domain'
import type { Actor, AdmittedOrder, EcAccount, HeldOrder, KnownOrder, PageCounts, SeenOrder, Transaction } from '../ports/index.ts'
import { system } from '../ports/index.ts'
import { prepareOrders, type PreparedOrder } from './prepare-orders.ts'
import { microsOf } from './version.ts'

const platformActor = (account: EcAccount): Actor => ({ kind: 'platform', name: account.shop?.title ?? account.platform })

/**
 * Brings what a platform said into the warehouse, in the caller's transaction: new orders are imported, changed ones
 * taken over or held, canceled ones canceled or held, everything else kept with the reason why it was not imported.
 * The same page again changes nothing, and the page of an account that was deleted meanwhile is dropped.
 */
export async function importPage(
  tx: Transaction,
  page: {
    account: EcAccount
    orders: readonly ReadOrder[]
    /** The same orders, where there was time to prepare them before. */
    prepared?: ReadonlyMap<string, PreparedOrder>
    fetchedAt: Date
    fetchRunId: string | null
    /** Keeps what the page came to, beside its last statements. */
    keep?: (counts: PageCounts) => Promise<void>
    /** Told when nothing is left of a page of new orders but to wait for the database. */
    sent?: () => void
    /** Is told what changed of each order that we hold. */
    changes?: Map<string, { changes: OrderChange[]; takenOver: boolean }>
  },
): Promise<PageCounts> {
  const { fetchRunId } = page
  const { merchantId } = page.account
  const counts: PageCounts = { seen: page.orders.length, new: 0, changed: 0, unchanged: 0, canceled: 0, held: 0, skipped: 0, skippedBy: {}, heldBy: {} }
  const latest = page.prepared ?? prepareOrders(page.orders, page.fetchedAt)
  // Asked together, and answered one after the other: what is read is as it stands when it is the merchant's turn. The
  // account too: the run may have begun before its channel was another.
  const [, account, known] = await Promise.all([
    tx.matching.lockMerchant(merchantId), tx.accounts.get(merchantId, page.account.id), tx.fetching.known(merchantId, page.account.id, [...latest.keys()]),
  ])
  if (!account) {
    await page.keep?.(counts)
    return counts
  }

  counts.unchanged += page.orders.length - latest.size
  const seen: SeenOrder[] = []
  const fresh: Fresh[] = []
  const changed: { orderId: string; order: IncomingOrder }[] = []
  const unreadable = new Map<string, string>()

  for (const [platformOrderId, read] of latest) {
    const before = known.get(platformOrderId)
    if (read.order === null) {
      skip(counts, 'malformed')
      if (!isNews(before, read.updatedAt) && !isUndatedNews(before, read.updatedAt)) continue
      seen.push({ ...kept(platformOrderId, read, before), orderNumber: null, updatedAt: read.updatedAt, skipReason: 'malformed', skipDetail: read.problem })
      if (before?.orderId) unreadable.set(before.orderId, read.problem)
      continue
    }
    const { order } = read
    if (!isNews(before, order.updatedAt) && !isMended(before, order.updatedAt)) {
      if (before?.orderId) counts.unchanged++
      else skip(counts, before?.skipReason ?? 'not_new')
    } else if (before?.orderId) {
      changed.push({ orderId: before.orderId, order })
      seen.push(head(platformOrderId, read, before))
    } else {
      const reason = whyNotNew(order, page.fetchedAt)
      if (reason) {
        skip(counts, reason)
        // It takes stock in the store all the same: a difference there is explained by it.
        const takes = { placedAt: order.placedAt, canceled: order.orderStatus === 'cancelled', lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })) }
        seen.push({ ...head(platformOrderId, read, before), skipReason: reason, takes })
      } else {
        const id = newId()
        fresh.push({ id, order, payload: before ? null : read.payload() })
        if (before) seen.push({ ...head(platformOrderId, read, before), orderId: id })
      }
    }
  }

  const admitted = await admitNew(tx, account, fresh, counts)
  const onlyNew = changed.length === 0 && unreadable.size === 0
  const written = Promise.all([
    tx.fetching.saveSeen(merchantId, account.id, fetchRunId, seen),
    admitted.length > 0 ? tx.fetching.insertOrders(account, fetchRunId, admitted, page.fetchedAt) : undefined,
    onlyNew ? page.keep?.(counts) : undefined,
  ])
  if (page.sent) tx.sent().then(page.sent, page.sent)
  await written
  if (onlyNew) return counts
  const touched = new Set<string>()
  const wanted = new Set<string>()
  for (const one of await changeOrders(tx, { ...page, account }, changed, counts)) {
    touched.add(one.orderId)
    for (const productId of one.productIds) wanted.add(productId)
  }
  await holdUnreadable(tx, { ...page, account }, unreadable, counts)
  for (const orderId of await tx.matching.reserve(merchantId, [...wanted])) touched.add(orderId)
  const settled = await tx.matching.settle(merchantId, [...touched], system, fetchRunId)
  counts.held += settled.heldOrders
  for (const [reason, orders] of Object.entries(settled.held)) counts.heldBy[reason] = (counts.heldBy[reason] ?? 0) + orders
  await page.keep?.(counts)
  return counts
}

const kept = (platformOrderId: string, read: PreparedOrder, before: KnownOrder | undefined) => ({ platformOrderId, payload: read.payload(), orderId: before?.orderId ?? null, skipReason: null, skipDetail: null })

const head = (platformOrderId: string, read: PreparedOrder & { order: IncomingOrder }, before: KnownOrder | undefined) => ({ ...kept(platformOrderId, read, before), orderNumber: read.order.orderNumber, updatedAt: read.order.updatedAt })

function isNews(before: KnownOrder | undefined, updatedAt: string | null): boolean {
  return !before || before.updatedAt === null || (updatedAt !== null && microsOf(updatedAt) > before.updatedAt)
}

/** What cannot be read and does not say when it changed may be a cancellation as well: it is news once, until it can be read. */
const isUndatedNews = (before: KnownOrder | undefined, updatedAt: string | null): boolean => updatedAt === null && before?.skipReason !== 'malformed'

/** What could not be read can be read now; a version from before it is none of its mending. */
function isMended(before: KnownOrder | undefined, updatedAt: string): boolean {
  return before?.skipReason === 'malformed' && before.updatedAt !== null && microsOf(updatedAt) >= before.updatedAt
}

type Fresh = Omit<AdmittedOrder, 'admission'>

/** How orders that are seen for the first time come in: with their products, reservations, shipping type and holds. */
async function admitNew(tx: Transaction, account: EcAccount, fresh: readonly Fresh[], counts: PageCounts): Promise<AdmittedOrder[]> {
  if (fresh.length === 0) return []
  const productKeys = new Set(fresh.flatMap(({ order }) => order.lines.map(productKey)))
  const shippingCodes = new Set(fresh.map(({ order }) => order.shippingCode.trim()))
  const admissions = admitOrders(fresh, await tx.fetching.admissionFacts(account, [...productKeys], [...shippingCodes]))
  counts.new += fresh.length
  for (const admission of admissions) {
    if (admission.holds.length > 0) counts.held++
    for (const { reason } of admission.holds) counts.heldBy[reason] = (counts.heldBy[reason] ?? 0) + 1
  }
  return fresh.map((each, index) => ({ ...each, admission: admissions[index]! }))
}

function skip(counts: PageCounts, reason: NonNullable<SeenOrder['skipReason']>): void {
  counts.skipped++
  counts.skippedBy[reason] = (counts.skippedBy[reason] ?? 0) + 1
}

async function changeOrders(
  tx: Transaction,
  page: { account: EcAccount; fetchedAt: Date; fetchRunId: string | null; changes?: Map<string, { changes: OrderChange[]; takenOver: boolean }> },
  changed: readonly { orderId: string; order: IncomingOrder }[],
  counts: PageCounts,
): Promise<{ orderId: string; productIds: string[] }[]> {
  const touched: { orderId: string; productIds: string[] }[] = []
  if (changed.length === 0) return touched
  const incoming = new Map(changed.map((each) => [each.orderId, each.order]))
  const merchantId = page.account.merchantId
  for (const held of await tx.fetching.heldOrders(merchantId, [...incoming.keys()])) {
    const order = incoming.get(held.id)!
    const nowCanceled = order.orderStatus === 'cancelled' && held.platformOrderStatus !== 'cancelled'
    const changes = [...orderChanges(held.facts, order), ...leftElsewhere(held, order)]
    await tx.fetching.setPlatformStatus(merchantId, held.id, order, page.fetchedAt)
    if (nowCanceled) {
      counts.canceled++
      const productIds = await cancelOnPlatform(tx, page, held, order, counts)
      touched.push({ orderId: held.id, productIds })
    } else if (changes.length > 0) {
      counts.changed++
      page.changes?.set(held.id, { changes, takenOver: held.status === 'pending' })
      const productIds = await changeOnPlatform(tx, page, held, order, changes, counts)
      touched.push({ orderId: held.id, productIds })
    } else {
      counts.unchanged++
    }
  }
  return touched
}

async function cancelOnPlatform(
  tx: Transaction,
  { account, fetchedAt, fetchRunId }: { account: EcAccount; fetchedAt: Date; fetchRunId: string | null },
  held: HeldOrder,
  order: IncomingOrder,
  counts: PageCounts,
): Promise<string[]> {
  const { merchantId } = account
  const actor = platformActor(account)
  const data = { platformUpdatedAt: order.updatedAt, status: held.status }
  await tx.timeline.write(merchantId, [{ subjectId: held.id, type: 'canceled_on_platform', actor, data, fetchRunId }])
  if (held.status === 'pending') {
    const productIds = await tx.matching.free(merchantId, held.id)
    await tx.fetching.cancelOrder(merchantId, held.id, fetchedAt)
    await tx.matching.closeHolds(merchantId, held.id, actor, 'canceled on the platform')
    return productIds
  }
  if (held.status === 'processing' || held.status === 'shipped') {
    await placeHold(tx, account, held, 'canceled_on_platform', { platformUpdatedAt: order.updatedAt, afterShipping: held.status === 'shipped' }, counts)
  }
  return []
}

async function changeOnPlatform(
  tx: Transaction,
  { account, fetchRunId }: { account: EcAccount; fetchRunId: string | null },
  held: HeldOrder,
  order: IncomingOrder,
  changes: OrderChange[],
  counts: PageCounts,
): Promise<string[]> {
  const { merchantId } = account
  const takenOver = held.status === 'pending'
  await tx.timeline.write(merchantId, [
    { subjectId: held.id, type: 'changed_on_platform', actor: platformActor(account), data: { changes, takenOver }, fetchRunId },
  ])
  if (takenOver) {
    const freed = await tx.matching.free(merchantId, held.id)
    const wanted = await tx.fetching.takeOver(account, held.id, order, fetchRunId)
    if (leftElsewhere(held, order).length > 0) await placeHold(tx, account, held, 'changed_on_platform', { changes }, counts)
    return [...freed, ...wanted]
  }
  if (held.status === 'processing') await placeHold(tx, account, held, 'changed_on_platform', { changes }, counts)
  return []
}

/** The shop has sent what waits here: it must not leave twice, so it waits, whatever it has come to, until somebody has looked. */
function leftElsewhere(held: HeldOrder, order: IncomingOrder): OrderChange[] {
  const open = held.status === 'pending' || held.status === 'processing'
  if (!open || !hasLeft(order.shipmentStatus) || hasLeft(held.platformShipmentStatus)) return []
  return [{ field: 'shipmentStatus', before: held.platformShipmentStatus, after: order.shipmentStatus }]
}

/** A change that cannot be read may be a cancellation: the order waits until somebody has looked. */
async function holdUnreadable(
  tx: Transaction,
  { account, fetchRunId, changes: told }: { account: EcAccount; fetchRunId: string | null; changes?: Map<string, { changes: OrderChange[]; takenOver: boolean }> },
  unreadable: ReadonlyMap<string, string>,
  counts: PageCounts,
): Promise<void> {
  if (unreadable.size === 0) return
  for (const held of await tx.fetching.heldOrders(account.merchantId, [...unreadable.keys()])) {
    if (held.status !== 'pending' && held.status !== 'processing') continue
    const changes: OrderChange[] = [{ field: 'order', before: null, after: unreadable.get(held.id)! }]
    await tx.timeline.write(account.merchantId, [
      { subjectId: held.id, type: 'changed_on_platform', actor: platformActor(account), data: { changes, takenOver: false }, fetchRunId },
    ])
    told?.set(held.id, { changes, takenOver: false })
    await placeHold(tx, account, held, 'changed_on_platform', { changes }, counts)
  }
}

async function placeHold(
  tx: Transaction,
  account: EcAccount,
  held: HeldOrder,
  reason: 'canceled_on_platform' | 'changed_on_platform',
  detail: Record<string, unknown>,
  counts: PageCounts,
): Promise<void> {
  const placed = await tx.matching.placeHold(account.merchantId, [held.id], { reason, detail, actor: system })
  counts.held += placed.length
  counts.heldBy[reason] = (counts.heldBy[reason] ?? 0) + placed.length
}
