/** A line that waits for stock. */
export interface WaitingLine {
  productId: string
  /** Units that it still lacks, > 0. */
  needs: number
}

/**
 * Hands free stock to waiting lines in the order given (oldest first). A line gets all that it needs or nothing, so that
 * no stock lies with an order that cannot go; a later line that fits is not kept waiting for an earlier one that does not.
 */
export function allocate<Line extends WaitingLine>(free: ReadonlyMap<string, number>, waiting: readonly Line[]): Line[] {
  const left = new Map(free)
  return waiting.filter((line) => {
    const available = left.get(line.productId) ?? 0
    if (line.needs > available) return false
    left.set(line.productId, available - line.needs)
    return true
  })
}
