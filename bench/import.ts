import { defineBench } from './bench.ts'
import { costsOf, type Costs } from './costs.ts'
import { openImportSite, runsOf, type ImportSite } from './importing.ts'
import { byTurns, seriesOf, type Compared } from './measuring.ts'
import { pageSize } from './pages.ts'
import { compared, type Count, type Figure } from './report.ts'

/** It takes long, and varies less than the small one. */
const roundsOfLarge = 3
/** Six times what n8n with hand-written SQL imported on the reference machine. */
const sixRivals = 6 * 2_100

export const importing = defineBench({
  what: 'new orders of two lines, everything on, against fetch + parse + one plain insert',
  options: { orders: 20_000, large: 100_000, rounds: 5 },
  small: { orders: 500, large: 0, rounds: 1 },
  async run({ orders, large, rounds }) {
    const site = await openImportSite()
    try {
      const warm = await site.open(Math.min(orders, 1_000))
      await site.importOurs(warm.ours, 1)
      await site.importPlain(warm.plain, 1)
      const costs: Costs[] = []
      const both = await measure(site, orders, rounds, costs)
      const pairs = await sideBySide(site, orders, rounds)
      const figures: Figure[] = [
        compared(`import of ${orders.toLocaleString('en-US')}`, 'orders/s', both, { atLeast: 0.7 }),
        ...(large > 0 ? [compared(`import of ${large.toLocaleString('en-US')}`, 'orders/s', await measure(site, large, Math.min(roundsOfLarge, rounds), []), { atLeast: 0.7 })] : []),
        { name: 'six times n8n with SQL', unit: 'orders/s', ours: both.ours, goal: { atLeast: sixRivals } },
        { name: 'two stores side by side', unit: 'orders/s', ours: pairs },
      ]
      return { figures, counts: countsOf(costs, orders), notes: [`Pages of ${pageSize}, ${rounds} rounds, ${Math.min(roundsOfLarge, rounds)} of the larger import, one store after the other unless it says otherwise.`] }
    } finally {
      await site.close()
    }
  },
})

async function measure(site: ImportSite, orders: number, rounds: number, costs: Costs[]): Promise<Compared> {
  return byTurns(rounds, {
    prepare: () => site.open(orders),
    async ours(accounts) {
      let rate = 0
      costs.push(await costsOf(site.ours, async () => { rate = await site.importOurs(accounts.ours, orders) }))
      const came = await runsOf(site.ours, accounts.ours)
      if (came.new !== orders) throw new Error(`${came.new} of ${orders} orders came in`)
      return rate
    },
    limit: (accounts) => site.importPlain(accounts.plain, orders),
  })
}

async function sideBySide(site: ImportSite, orders: number, rounds: number) {
  const rates: number[] = []
  for (let round = 0; round < Math.min(3, rounds); round++) {
    const { ours } = await site.open(orders)
    rates.push(await site.importOurs(ours, orders, 2))
  }
  return seriesOf(rates)
}

/** What an order costs, by the round in the middle. */
export function countsOf(costs: readonly Costs[], orders: number): Count[] {
  const each = (read: (cost: Costs) => number) => seriesOf(costs.map(read)).median / orders
  return [
    { name: 'round trips', unit: 'an order', value: each((cost) => cost.roundTrips) },
    { name: 'statements', unit: 'an order', value: each((cost) => cost.statements), goal: { atMost: 0.1 } },
    { name: 'WAL', unit: 'bytes an order', value: each((cost) => cost.walBytes) },
    { name: 'rows written', unit: 'an order', value: each((cost) => cost.rowsWritten) },
    { name: 'peak memory', unit: 'MB', value: Math.max(...costs.map((cost) => cost.peakMemory)) / 1e6 },
  ]
}
