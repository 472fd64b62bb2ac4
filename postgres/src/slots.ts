/** So many works at once, each on its own: one that takes long holds its place, and nobody else's. */
export interface Slots {
  /** Begins at once. @param work never rejects */
  begin(work: () => Promise<void>): void
  /** Resolves when there is room for so many more. */
  room(places: number): Promise<void>
}

export function openSlots(most: number): Slots {
  let taken = 0
  let waiting: { places: number; go: () => void }[] = []
  const leave = () => {
    taken -= 1
    const ready = waiting.filter(({ places }) => most - taken >= places)
    waiting = waiting.filter((each) => !ready.includes(each))
    for (const { go } of ready) go()
  }
  return {
    begin(work) {
      taken += 1
      void work().finally(leave)
    },
    async room(places) {
      if (most - taken >= places) return
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push({ places, go: resolve })
      await promise
    },
  }
}
