/** What a store would show of a SKU by now, whether an increase arrived or not; null where it was never told a figure. */
export interface EitherWay {
  arrived: number
  notArrived: number
}

/** @param told the last figure that the store answered before the increase, and what it sold since */
export function expectedEitherWay(told: { stock: number; sold: number } | null, delta: number): EitherWay | null {
  if (!told) return null
  const notArrived = told.stock - told.sold
  return { arrived: notArrived + delta, notArrived }
}

/** Which of the two the store's figure speaks for. Neither, when it is another one: people sell and correct there, too. */
export function speaksFor(stock: number | null, expected: EitherWay | null): 'arrived' | 'not_arrived' | null {
  if (stock === null || !expected) return null
  return stock === expected.arrived ? 'arrived' : stock === expected.notArrived ? 'not_arrived' : null
}
