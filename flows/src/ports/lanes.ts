/** How the work of many accounts goes on side by side in one process: each with a few pieces at once, none in the way of another. */
export interface Lanes {
  /**
   * Goes through the work of one account until nothing is left of it. Whoever calls while that is under way leaves at once:
   * it is looked once more before it ends.
   * @param take the next pieces, so many at most; fewer when there are no more
   * @param work does one of them, beside the others, and says when its end lets others be taken. @returns false when no more is to be taken before somebody calls again
   * @param wait lets so much time pass
   */
  run<Piece>(account: string, of: { take(most: number): Promise<Piece[]>; work(piece: Piece, lookAgain: () => void): Promise<boolean>; wait(ms: number): Promise<void> }): Promise<void>
}
