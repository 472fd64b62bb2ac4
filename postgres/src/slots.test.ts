import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openSlots } from './slots.ts'

const opened = () => {
  const slots = openSlots(4)
  const works = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  for (const { promise } of works) slots.begin(() => promise)
  const end = async (index: number) => {
    works[index]!.resolve()
    await turn()
  }
  return { slots, end }
}

it('makes room as each work ends, however long another takes', async () => {
  const { slots, end } = opened()
  let free = false
  void slots.room(2).then(() => { free = true })
  await end(1)
  expect(free).toBe(false)
  await end(3)
  expect(free).toBe(true)
})

it('lets everybody know who waits for all to end', async () => {
  const { slots, end } = opened()
  let idle = 0
  for (let each = 0; each < 2; each++) void slots.room(4).then(() => { idle += 1 })
  for (const index of [2, 0, 1]) await end(index)
  expect(idle).toBe(0)
  await end(3)
  expect(idle).toBe(2)
  await slots.room(4)
})
