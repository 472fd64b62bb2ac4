import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openLanes } from './lanes.ts'

/** An account's work, of which each piece ends when it is told to. */
function account(name: string, pieces: number, lanes: ReturnType<typeof openLanes>) {
  const under: (() => void)[] = []
  let moments: (() => void)[] = []
  const work = {
    left: pieces,
    done: 0,
    takes: [] as number[],
    underWay: () => under.length,
    wake: () =>
      lanes.run(name, {
        async take(most) {
          const taken = Math.min(most, work.left)
          work.takes.push(taken)
          work.left -= taken
          return Array.from({ length: taken }, () => 1)
        },
        async work() {
          await new Promise<void>((resolve) => under.push(resolve))
          work.done += 1
          return true
        },
        wait: () => new Promise<void>((resolve) => moments.push(resolve)),
      }),
    async end(count = under.length) {
      for (const go of under.splice(0, count)) go()
      await turn()
    },
    async letAMomentPass() {
      for (const go of moments) go()
      moments = []
      await turn()
    },
  }
  return work
}

it('does as much of an account at once as there is, and no more than its share', async () => {
  const big = account('big', 30, openLanes({ ofOne: 6, inAll: 100 }))
  const ended = big.wake()
  await turn()
  expect(big.underWay()).toBe(6)
  while (big.done < 30) {
    expect(big.underWay()).toBeLessThanOrEqual(6)
    await big.end()
  }
  await ended
  expect([big.left, big.done]).toEqual([0, 30])
})

it('takes several pieces together, and does not ask once more when it was given fewer than it asked for', async () => {
  const big = account('big', 17, openLanes({ ofOne: 8, inAll: 100 }))
  const ended = big.wake()
  await turn()
  await big.end(3)
  expect(big.takes).toEqual([8])
  await big.end(1)
  expect(big.takes).toEqual([8, 4])
  while (big.done < 17) await big.end()
  await ended
  expect(big.takes).toEqual([8, 4, 5])
})

it('waits no longer than a moment for more room, while calls of the account take long', async () => {
  const big = account('big', 20, openLanes({ ofOne: 8, inAll: 100 }))
  void big.wake()
  await turn()
  await big.end(1)
  expect(big.underWay()).toBe(7)
  await big.letAMomentPass()
  expect(big.underWay()).toBe(8)
})

it('begins a small account’s work at once, whatever the big ones have open', async () => {
  const lanes = openLanes({ ofOne: 4, inAll: 6 })
  const big = ['a', 'b', 'c'].map((name) => account(name, 1000, lanes))
  for (const each of big) {
    void each.wake()
    await turn()
  }
  expect(big.map((each) => each.underWay())).toEqual([4, 3, 2])
  const small = account('small', 2, lanes)
  const ended = small.wake()
  await turn()
  expect(small.underWay()).toBe(1)
  // Who has more than one piece under way makes room.
  await big[0]!.end(1)
  await big[0]!.letAMomentPass()
  expect(big[0]!.underWay()).toBe(3)
  await small.end()
  await small.end()
  await ended
  expect(small.done).toBe(2)
})

it('gives each account an equal part, also those that come when others have it all', async () => {
  const lanes = openLanes({ ofOne: 12, inAll: 12 })
  const all = ['a', 'b', 'c'].map((name) => account(name, 1000, lanes))
  for (const each of all) {
    void each.wake()
    await turn()
  }
  for (let round = 0; round < 20; round++) {
    for (const each of all) {
      await each.end(1)
      await each.letAMomentPass()
    }
  }
  expect(all.map((each) => each.underWay())).toEqual([4, 4, 4])
})

it('loses no wake-up that comes while all is taken, or while nothing is found', async () => {
  const one = account('one', 1, openLanes({ ofOne: 1, inAll: 10 }))
  const ended = one.wake()
  await turn()
  await one.wake()
  one.left = 2
  for (let round = 0; round < 3; round++) await one.end()
  await ended
  expect([one.done, one.left]).toEqual([3, 0])

  const lanes = openLanes()
  const first = Promise.withResolvers<number[]>()
  const answers = [first.promise, Promise.resolve([1]), Promise.resolve([])]
  let looks = 0
  const of = { take: () => answers[looks++]!, work: async () => true, wait: () => turn() }
  const looking = lanes.run('two', of)
  await turn()
  await lanes.run('two', of)
  first.resolve([])
  await looking
  expect(looks).toBe(2)
})

it('looks again when the end of a piece lets others be taken', async () => {
  const line = [1, 2, 3]
  let underWay = 0
  await openLanes().run('one', {
    take: async () => (underWay === 0 ? line.splice(0, 1) : []),
    async work(_piece, lookAgain) {
      underWay += 1
      await turn()
      underWay -= 1
      lookAgain()
      return true
    },
    wait: () => turn(),
  })
  expect(line).toEqual([])
})

it('takes no more once it was told to hold, until it is called again', async () => {
  const lanes = openLanes({ ofOne: 2, inAll: 10 })
  let left = 10
  let open = false
  const of = { take: async (most: number) => { const taken = Math.min(most, left); left -= taken; return Array.from({ length: taken }, () => 1) }, work: async () => open, wait: () => turn() }
  await lanes.run('one', of)
  expect(left).toBe(8)
  open = true
  await lanes.run('one', of)
  expect(left).toBe(0)
})

it('goes on with the others when one fails, says so in the end, and begins afresh at the next wake-up', async () => {
  const lanes = openLanes({ ofOne: 2, inAll: 10 })
  let left = [1, 2, 3, 4, 5]
  const done: number[] = []
  const of = {
    take: async (most: number) => left.splice(0, most),
    async work(piece: number) {
      if (piece === 2) throw new Error('the database is away')
      done.push(piece)
      return true
    },
    wait: () => turn(),
  }
  await expect(lanes.run('one', of)).rejects.toThrow('the database is away')
  expect(done).toEqual([1, 3, 4, 5])
  left = [6]
  await lanes.run('one', of)
  await expect(lanes.run('one', { ...of, take: async () => { throw new Error('gone') } })).rejects.toThrow('gone')
  left = [7]
  await lanes.run('one', of)
  expect(done).toEqual([1, 3, 4, 5, 6, 7])
})
