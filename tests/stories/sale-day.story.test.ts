import { expect, it } from 'vitest'
import { readOptions } from '../saleday/options.ts'
import { holdSaleDay } from '../saleday/sale-day.ts'
import { printTable } from '../saleday/table.ts'

it('holds a small sale day with faults, two kills and a database restart: every order, parcel and unit of stock once', async () => {
  const said: string[] = []
  const { verdicts, faults } = await holdSaleDay(readOptions(['--orders', '400', '--stores', '4', '--seconds', '6', '--webhooks', '1']), (line) => said.push(line))
  expect(verdicts.filter((each) => !each.ok), `${printTable(verdicts)}\n${said.join('\n')}`).toEqual([])
  expect(verdicts.filter((each) => each.what === 'orders').reduce((sum, each) => sum + each.actual, 0)).toBeGreaterThan(380)
  expect(faults.struck).toBeGreaterThan(20)
  expect(said.filter((line) => line.endsWith('it is back'))).toHaveLength(3)
})

it.each([
  [['--orders'], '--orders'], [['--orders', '0'], 'from 1'], [['--stores', '1.5'], 'whole number'], [['--nonsense', '1'], '--nonsense'],
])('says what is wrong with the arguments %j', (args, said) => {
  expect(() => readOptions(args)).toThrow(said)
})
