import type { Lanes } from '../ports/index.ts'

/**
 * @param ofOne enough to use an account's whole rate while some of its calls take long
 * @param inAll of those that are not an account's only one: its first lane waits for nobody
 */
export function openLanes({ ofOne = 12, inAll = 192 }: { ofOne?: number; inAll?: number } = {}): Lanes {
  const busy = new Map<string, { lanes: number; again: boolean }>()
  let all = 0

  async function walk(account: string, own: { lanes: number; again: boolean }, step: (more: () => void) => Promise<boolean>): Promise<void> {
    own.lanes += 1
    all += 1
    const others: Promise<void>[] = []
    try {
      for (let found = true; found || own.again;) {
        own.again = false
        found = await step(() => { if (own.lanes < ofOne && all < inAll) others.push(walk(account, own, step)) })
        // Others need the room more: each account keeps one.
        if (own.lanes > 1 && all > inAll) break
      }
    } finally {
      own.lanes -= 1
      all -= 1
      if (own.lanes === 0) busy.delete(account)
      await Promise.all(others)
    }
  }

  return {
    async run(account, step) {
      const own = busy.get(account) ?? { lanes: 0, again: false }
      if (own.lanes > 0 && (own.lanes >= ofOne || all >= inAll)) {
        own.again = true
        return
      }
      busy.set(account, own)
      await walk(account, own, step)
    },
  }
}
