import { defineBench } from './bench.ts'
import { costsOf, type Costs } from './costs.ts'
import { countsOf } from './import.ts'
import { openImportSite, runsOf } from './importing.ts'
import { compare } from './measuring.ts'
import { compared } from './report.ts'

/** A page that brings nothing writes only what its run keeps of itself: its progress, its calls and its job. */
const rowsOfRun = 0.02

export const reimport = defineBench({
  what: 'the same pages again, nothing changed, against importing them the first time',
  options: { orders: 20_000, rounds: 5 },
  small: { orders: 500, rounds: 1 },
  async run({ orders, rounds }) {
    const site = await openImportSite()
    try {
      const { ours: warm } = await site.open(Math.min(orders, 1_000))
      await site.importOurs(warm, 1)
      const costs: Costs[] = []
      const measured = []
      for (let round = 0; round < rounds; round++) {
        const { ours: accounts } = await site.open(orders)
        const limit = await site.importOurs(accounts, orders)
        await site.ours.settle()
        let ours = 0
        costs.push(await costsOf(site.ours, async () => { ours = await site.importOurs(accounts, orders) }))
        const came = await runsOf(site.ours, accounts)
        if (came.unchanged !== orders) throw new Error(`${came.unchanged} of ${orders} orders were unchanged`)
        measured.push({ ours, limit })
      }
      const counts = countsOf(costs, orders).map((count) => (count.name === 'rows written' ? { ...count, goal: { atMost: rowsOfRun } } : count))
      return {
        figures: [compared(`re-import of ${orders.toLocaleString('en-US')}`, 'orders/s', compare(measured), { atLeast: 2 })], counts,
        notes: ['The limit is here the import of the same pages a moment before. Rows written are those of fetch runs, the call log and jobs: no row of an order is touched.'],
      }
    } finally {
      await site.close()
    }
  },
})
