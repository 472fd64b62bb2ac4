import type { PlatformWrite } from '../ports/index.ts'
import { trackingKey } from '../shipping/ship-order.ts'
import { stockKey } from '../stocking/plan-stock-push.ts'

/** A key that the write never had: keys of a write differ by the attempts before it, so each is made once. Null where a kind needs no other. */
export function freshKey(write: Pick<PlatformWrite, 'kind' | 'subjectId' | 'part' | 'attempts'>): string | null {
  if (write.kind === 'tracking') return trackingKey(write.subjectId, write.attempts + 1)
  if (write.kind === 'stock_increment' || write.kind === 'stock_overwrite') return stockKey(write.subjectId, write.part, write.attempts + 1)
  return null
}
