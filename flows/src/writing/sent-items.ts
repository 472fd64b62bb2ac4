import type { PlatformWrite } from '../ports/index.ts'
import type { IncrementRequest, OverwriteRequest } from '../stocking/plan-stock-push.ts'

export interface SentItem {
  sku: string
  /** The increase, or the figure that was to be set. */
  quantity: number
}

export const isStock = ({ kind }: Pick<PlatformWrite, 'kind'>): boolean => kind === 'stock_increment' || kind === 'stock_overwrite'

/** What a write tells a store of single SKUs; nothing, where it is not about stock. */
export function sentItems(write: Pick<PlatformWrite, 'kind' | 'request'>): SentItem[] {
  if (!isStock(write)) return []
  const { items } = write.request as IncrementRequest | OverwriteRequest
  return items.map((item) => ({ sku: item.sku, quantity: 'delta' in item ? item.delta : item.stock }))
}

/** The same request, of these SKUs only. */
export function requestFor(write: Pick<PlatformWrite, 'request'>, skus: readonly string[]): { items: readonly { sku: string }[] } {
  const { items, ...rest } = write.request as { items: readonly { sku: string }[] }
  return { ...rest, items: items.filter(({ sku }) => skus.includes(sku)) }
}

/** What is sent again because a person said so: figures that overwrite a store's stock are approved by it once more. */
export function requestAgain(write: Pick<PlatformWrite, 'kind' | 'request'>, at: Date): unknown {
  return write.kind === 'stock_overwrite' ? { ...(write.request as OverwriteRequest), approvedAt: at.toISOString() } : write.request
}
