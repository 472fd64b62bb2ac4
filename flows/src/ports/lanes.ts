/** How the work of many accounts goes on side by side in one process: each in a few lanes, none in the way of another. */
export interface Lanes {
  /**
   * Steps through the work of one account until nothing is left of it, in as many lanes as it finds work for. Whoever calls
   * while enough of them are open leaves at once: they look once more before they end.
   * @param step does the next piece, and calls `more` when another could be done beside it. @returns whether there was one
   */
  run(account: string, step: (more: () => void) => Promise<boolean>): Promise<void>
}
