import { newId } from '@crossdock/domain'
import { ConnectorError } from '@crossdock/connector-kit'
import { openStore } from '../connecting/access.ts'
import { Refusal, type Actor, type EcAccount, type Needs, type Scope, type Transaction } from '../ports/index.ts'
import { planStockPush } from './plan-stock-push.ts'

const pageSize = 100

export interface OverwritePreview {
  readAt: Date
  items: { productId: string; sku: string; name: string; storeStock: number | null; available: number; change: number | null }[]
}

/**
 * What overwriting a store's stock would change, read from the store now: its figures beside what is available here.
 * @throws Refusal not_found, not_connected
 * @throws ConnectorError
 */
export async function previewOverwrite(needs: Needs, { scope, ecAccountId }: { scope: Scope; ecAccountId: string }): Promise<OverwritePreview> {
  const { account, products } = await needs.store.transact(scope, async (tx) => {
    const account = await connectedAccount(tx, ecAccountId)
    return { account, products: await tx.stocking.availableOf(account.merchantId) }
  })
  const { stock } = openStore(needs, account, { patienceMs: 10_000, urgent: true })
  if (!stock) throw new ConnectorError({ kind: 'rejected', code: 'not_supported', message: 'This platform takes no stock figures.', outcome: 'not_sent' })
  const levels = new Map<string, number>()
  for (let from = 0; from < products.length; from += pageSize) {
    for (const level of await stock.levels(products.slice(from, from + pageSize).map((product) => product.sku))) levels.set(level.sku, level.stock)
  }
  return {
    readAt: needs.now(),
    items: products.map(({ id, sku, name, available }) => {
      const storeStock = levels.get(sku) ?? null
      return { productId: id, sku, name, storeStock, available, change: storeStock === null ? null : available - storeStock }
    }),
  }
}

/**
 * Overwrites a store's stock with the figures that somebody saw and approved. The share that stores were promised of
 * inbounds is not touched by it.
 * @returns the stock push
 * @throws Refusal not_found, not_connected, unknown_sku, invalid_input (a SKU twice)
 */
export async function overwriteStock(
  needs: Needs,
  { scope, actor, ecAccountId, items }: { scope: Scope; actor: Actor; ecAccountId: string; items: readonly { sku: string; stock: number }[] },
): Promise<{ stockPushId: string }> {
  return needs.store.transact(scope, async (tx) => {
    const account = await connectedAccount(tx, ecAccountId)
    const products = await tx.stocking.productsBySku(account.merchantId, items.map((item) => item.sku))
    const seen = new Set<string>()
    const lines = items.map(({ sku, stock }, index) => {
      const product = products.get(sku)
      if (!product) throw new Refusal('unknown_sku', { sku }, [{ path: `items.${index}.sku`, code: 'unknown_sku', message: '{sku} is not a product of this merchant', params: { sku } }])
      if (seen.has(sku)) throw new Refusal('invalid_input', {}, [{ path: `items.${index}.sku`, code: 'duplicate', message: '{sku} comes twice', params: { sku } }])
      seen.add(sku)
      return { productId: product.id, sku, quantity: stock }
    })
    const id = newId()
    await planStockPush(tx, account.merchantId, { id, ecAccountId: account.id, kind: 'overwrite', origin: 'hand', inboundId: null, percentage: null, actor, lines, reference: '', approvedAt: needs.now() })
    await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'stock_overwritten', actor, data: { stockPushId: id, items: lines.length } }])
    needs.failpoint?.('overwrite.planned')
    return { stockPushId: id }
  })
}

async function connectedAccount(tx: Transaction, ecAccountId: string): Promise<EcAccount> {
  const account = await tx.accounts.find(ecAccountId)
  if (!account) throw new Refusal('not_found')
  if (account.connectionStatus !== 'connected') throw new Refusal('not_connected')
  return account
}
