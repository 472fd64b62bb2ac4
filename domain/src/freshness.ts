/** How old, in ms, what we know of an order at its store may be when the floor begins with it; and when it leaves. */
export const freshForMs = { process: 5 * 60_000, ship: 60_000 } as const
export type FloorStep = keyof typeof freshForMs

/** Whether an order's state is to be read from its store before this step. */
export function isStale(readAt: Date, now: Date, step: FloorStep): boolean {
  return now.getTime() - readAt.getTime() > freshForMs[step]
}
