import { ConnectorError, type OutgoingParcel, type StoreSession } from '@crossdock/connector-kit'
import { expectedEitherWay, speaksFor, type EitherWay } from '@crossdock/domain'
import { openStore } from '../connecting/access.ts'
import { deadlineOf, Refusal, type EcAccount, type Needs, type PlatformWrite, type Scope } from '../ports/index.ts'
import { questionOf } from './answer-write.ts'
import { sentItems, type SentItem } from './sent-items.ts'

const patienceMs = 5_000
const deadlineMs = 12_000

export interface WriteQuestion {
  /** Which question of this write it is; an answer may name it. */
  version: number
  /** When the store was read for it; null with the reason when it cannot be read now. */
  readAt: Date | null
  problem: string | null
  items: QuestionItem[]
  /** Of a parcel: how many units the store's order shows as shipped, beside what it would show. */
  order: { shipped: number | null; expected: EitherWay } | null
}

export interface QuestionItem {
  sku: string
  /** The increase, or the figure that was to be set. */
  quantity: number
  store: number | null
  /** What it showed when it was read last, or answered: what there is to go by while it cannot be read. */
  shown: { stock: number; at: Date } | null
  told: { stock: number; at: Date; sold: number } | null
  expected: EitherWay | null
  speaksFor: 'arrived' | 'not_arrived' | null
}

/**
 * What a person needs to say what became of a write: what the store shows now, beside what it would show either way.
 * @throws Refusal not_found, write_not_asked
 */
export async function readWriteQuestion(needs: Needs, { scope, writeId }: { scope: Scope; writeId: string }): Promise<WriteQuestion> {
  const { write, account, told, shown, parcels } = await needs.store.transact(scope, async (tx) => {
    const write = await tx.writes.find(writeId)
    if (!write) throw new Refusal('not_found')
    const account = await tx.accounts.get(write.merchantId, write.ecAccountId)
    if (write.askedAt === null || !account) throw new Refusal('write_not_asked', { state: write.state })
    const before = write.uncertainSince ?? write.askedAt
    const told = write.kind === 'tracking' ? new Map<string, NonNullable<QuestionItem['told']>>() : await tx.stocking.toldBefore(account, skusOf(write), before)
    const shown = await tx.levels.shownBySku(account, skusOf(write))
    const parcels = write.kind === 'tracking' ? await tx.shipping.unitsKnown(write.merchantId, write.subjectId) : null
    return { write, account, told, shown, parcels }
  })
  const seen = await readStore(needs, account, write)
  const expected = parcels && { arrived: parcels.accepted + parcels.own, notArrived: parcels.accepted }
  return {
    version: questionOf(write),
    readAt: seen.problem === null ? needs.now() : null,
    problem: seen.problem,
    items: sentItems(write).map((item) => ({ ...itemOf(write, item, seen.levels?.get(item.sku) ?? null, told.get(item.sku) ?? null), shown: shown.get(item.sku) ?? null })),
    order: expected && { shipped: seen.shipped ?? null, expected },
  }
}

function itemOf(write: PlatformWrite, { sku, quantity }: SentItem, store: number | null, told: QuestionItem['told']): Omit<QuestionItem, 'shown'> {
  const before = told && told.stock - told.sold
  const expected = write.kind === 'stock_overwrite' ? before === null ? null : { arrived: quantity, notArrived: before } : expectedEitherWay(told, quantity)
  return { sku, quantity, store, told, expected, speaksFor: speaksFor(store, expected) }
}

const skusOf = (write: PlatformWrite) => sentItems(write).map((item) => item.sku)

interface Seen {
  levels?: Map<string, number>
  shipped?: number | null
  problem: string | null
}

async function readStore(needs: Needs, account: EcAccount, write: PlatformWrite): Promise<Seen> {
  if (account.connectionStatus !== 'connected') return { problem: 'not_connected' }
  const deadline = deadlineOf(needs, deadlineMs)
  try {
    const session = openStore(needs, account, { patienceMs, urgent: true, signal: deadline.signal, writeId: write.id })
    return { ...(write.kind === 'tracking' ? await readOrder(session, write) : await readLevels(session, write)), problem: null }
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    return { problem: err.message }
  } finally {
    deadline.clear()
  }
}

async function readOrder(session: StoreSession, write: PlatformWrite): Promise<Omit<Seen, 'problem'>> {
  const read = await session.orders?.get((write.request as OutgoingParcel).platformOrderId)
  return { shipped: read?.order ? read.order.lines.reduce((sum, line) => sum + line.fulfilledQuantity, 0) : null }
}

async function readLevels(session: StoreSession, write: PlatformWrite): Promise<Omit<Seen, 'problem'>> {
  const levels = (await session.stock?.levels(skusOf(write))) ?? []
  return { levels: new Map(levels.map((level) => [level.sku, level.stock])) }
}
