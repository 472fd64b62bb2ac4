import { defineBench } from './bench.ts'
import { openImportSite, runsOf } from './importing.ts'
import { byTurns } from './measuring.ts'
import { compared } from './report.ts'
import { importOneByOne } from './rivals/transaction-per-order.ts'

export const rival = defineBench({
  what: 'new orders, beside a script that imports them one transaction an order from the same pages into the same tables',
  options: { orders: 2_000, rounds: 5 },
  small: { orders: 250, rounds: 1 },
  async run({ orders, rounds }) {
    const site = await openImportSite()
    try {
      const warm = await site.open(Math.min(orders, 500))
      await site.importOurs(warm.ours, 1)
      await importOneByOne(site.plain.sql, site.pages.url, warm.plain)
      const both = await byTurns(rounds, {
        prepare: () => site.open(orders),
        async ours(accounts) {
          const rate = await site.importOurs(accounts.ours, orders)
          const came = await runsOf(site.ours, accounts.ours)
          if (came.new !== orders) throw new Error(`${came.new} of ${orders} orders came in`)
          return rate
        },
        async limit(accounts) {
          const begun = performance.now()
          await importOneByOne(site.plain.sql, site.pages.url, accounts.plain)
          return orders / ((performance.now() - begun) / 1000)
        },
      })
      return { figures: [compared('import, beside one transaction an order', 'orders/s', both, { atLeast: 6 })], counts: [], notes: ['The limit is here the rival. It keeps no timeline and no holds of its own, and cannot resume.'] }
    } finally {
      await site.close()
    }
  },
})
