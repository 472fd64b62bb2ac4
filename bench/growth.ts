import { defineBench } from './bench.ts'
import { costsOf } from './costs.ts'
import { fill } from './filling.ts'
import { openImportSite, runsOf, type ImportSite } from './importing.ts'
import { read, timesOf } from './list.ts'
import { compare, quantile, seriesOf, type Series } from './measuring.ts'
import { compared, type Count, type Figure } from './report.ts'
import type { BenchAccount, BenchWarehouse } from './warehouse.ts'

export const growth = defineBench({
  what: 'import while ever more orders are there already, against the import into an empty database in the same run',
  options: { orders: 20_000, rounds: 3, most: 3_000_000, accounts: 50, pages: 40 },
  small: { orders: 500, rounds: 1, most: 2_000, accounts: 4, pages: 2 },
  async run({ orders, rounds, most, accounts, pages }) {
    const empty = await openImportSite()
    const filled = await openImportSite()
    try {
      const old: BenchAccount[] = []
      for (let number = 0; number < accounts; number++) old.push(await filled.ours.addAccount())
      const figures: Figure[] = []
      const counts: Count[] = []
      let stored = 0
      for (const size of sizes(most)) {
        await fill(filled.ours.sql, old, size - stored)
        stored = size
        const { rates, wal } = await measure(empty, filled, orders, rounds)
        figures.push(compared(`import beside ${size.toLocaleString('en-US')}`, 'orders/s', compare(rates), { atLeast: 0.85 }, size))
        for (const [who, scope] of [['operator', 'all'], ['merchant', old[1]!.merchantId]] as const) figures.push(await listed(filled.ours, who, scope, pages, size))
        counts.push({ name: `WAL beside ${size.toLocaleString('en-US')}`, unit: 'bytes an order', value: wal.median })
      }
      return { figures, counts, notes: ['The limit is the import into a database that holds nothing but earlier rounds. Of all stored orders an eighth or less is open, as a warehouse stands; both databases take part in every round.'] }
    } finally {
      await filled.close()
      await empty.close()
    }
  },
})

/** A thirtieth of the most, a third, the most: 100,000, 1,000,000 and 3,000,000. */
const sizes = (most: number): number[] => [...new Set([Math.round(most / 30), Math.round(most / 3), most])].filter((size) => size > 0)

/** The first page of the orders list. */
async function listed(warehouse: BenchWarehouse, who: string, scope: string, pages: number, stored: number): Promise<Figure> {
  const times = await timesOf(pages, () => read(warehouse, scope, {}))
  return { name: `orders list as ${who} beside ${stored.toLocaleString('en-US')}, p95`, unit: 'ms', ours: { ...times, median: quantile(times.rounds, 0.95) }, goal: { atMost: 50 }, stored }
}

async function measure(empty: ImportSite, filled: ImportSite, orders: number, rounds: number): Promise<{ rates: { ours: number; limit: number }[]; wal: Series }> {
  const rates: { ours: number; limit: number }[] = []
  const wal: number[] = []
  const into = async (site: ImportSite) => {
    const { ours } = await site.open(orders)
    let rate = 0
    const costs = await costsOf(site.ours, async () => { rate = await site.importOurs(ours, orders) })
    await runsOf(site.ours, ours)
    return { rate, costs }
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await into(empty) : null
    const full = await into(filled)
    const none = first ?? (await into(empty))
    rates.push({ ours: full.rate, limit: none.rate })
    wal.push(full.costs.walBytes / orders)
  }
  return { rates, wal: seriesOf(wal) }
}
