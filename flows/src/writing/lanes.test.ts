import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openLanes } from './lanes.ts'

/** An account's work, of which each piece ends when it is told to. */
function account(name: string, pieces: number, lanes: ReturnType<typeof openLanes>) {
  const under: (() => void)[] = []
  const work = {
    left: pieces,
    done: 0,
    looks: 0,
    underWay: () => under.length,
    wake: () =>
      lanes.run(name, async (more) => {
        work.looks += 1
        if (work.left === 0) return false
        work.left -= 1
        if (work.left > 0) more()
        await new Promise<void>((resolve) => under.push(resolve))
        work.done += 1
        return true
      }),
    async end(count = under.length) {
      for (const go of under.splice(0, count)) go()
      await turn()
    },
  }
  return work
}

it('does as much of an account at once as there is, and no more than its share', async () => {
  const big = account('big', 30, openLanes({ ofOne: 4, inAll: 100 }))
  const ended = big.wake()
  await turn()
  expect(big.underWay()).toBe(4)
  for (let round = 0; round < 9; round++) {
    expect(big.underWay()).toBeLessThanOrEqual(4)
    await big.end()
  }
  await ended
  expect([big.left, big.done]).toEqual([0, 30])
})

it('begins a small account’s work at once, whatever the big ones have open', async () => {
  const lanes = openLanes({ ofOne: 4, inAll: 6 })
  const big = ['a', 'b', 'c'].map((name) => account(name, 1000, lanes))
  for (const each of big) void each.wake()
  await turn()
  const open = () => big.reduce((sum, each) => sum + each.underWay(), 0)
  expect(big.map((each) => each.underWay())).toEqual([4, 2, 1])
  const small = account('small', 2, lanes)
  const ended = small.wake()
  await turn()
  expect(small.underWay()).toBe(1)
  // Who has more than one lane makes room.
  await big[0]!.end(1)
  expect(open()).toBe(6)
  await small.end()
  await small.end()
  await ended
  expect(small.done).toBe(2)
})

it('loses no wake-up that comes while all lanes are taken', async () => {
  const lanes = openLanes({ ofOne: 1, inAll: 10 })
  const one = account('one', 1, lanes)
  const ended = one.wake()
  await turn()
  await one.wake()
  one.left = 2
  await one.end()
  await one.end()
  await one.end()
  await ended
  expect([one.done, one.left]).toEqual([3, 0])
})

it('looks once more for a wake-up that came while a lane was finding nothing', async () => {
  const lanes = openLanes({ ofOne: 1, inAll: 10 })
  const answers = [false, true, false]
  const looked: boolean[] = []
  const first = Promise.withResolvers<void>()
  const step = async () => {
    if (looked.length === 0) await first.promise
    looked.push(answers[looked.length]!)
    return looked.at(-1)!
  }
  const ended = lanes.run('one', step)
  await lanes.run('one', step)
  first.resolve()
  await ended
  expect(looked).toEqual([false, true, false])
})

it('goes on in the other lanes when one fails, says so, and begins afresh at the next wake-up', async () => {
  const lanes = openLanes({ ofOne: 2, inAll: 10 })
  let left = 3
  const step = async (more: () => void) => {
    if (left === 0) return false
    left -= 1
    if (left === 2) {
      more()
      throw new Error('the database is away')
    }
    await turn()
    return true
  }
  await expect(lanes.run('one', step)).rejects.toThrow('the database is away')
  expect(left).toBe(0)
  left = 1
  await lanes.run('one', step)
  expect(left).toBe(0)
})
