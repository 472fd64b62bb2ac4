import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { withApiKey } from '../tests/support/api-client.ts'
import type { RunningServer } from '../tests/support/running-server.ts'
import { defineBench } from './bench.ts'
import { runsOf } from './importing.ts'
import { compare, seriesOf } from './measuring.ts'
import { startPages, type Pages } from './pages.ts'
import { compared } from './report.ts'
import { openServed, type Served } from './served.ts'
import type { BenchAccount, BenchWarehouse } from './warehouse.ts'

export const memory = defineBench({
  what: 'what the server holds at rest and during an import, whose second half is measured against its first',
  options: { orders: 100_000, stores: 4, idle: 60_000, rounds: 3 },
  small: { orders: 4_000, stores: 2, idle: 1_000, rounds: 1 },
  async run({ orders, stores, idle, rounds }) {
    if (process.platform !== 'linux') throw new Error('Memory is read from /proc, which only Linux has')
    const pages = await startPages()
    const served = await openServed(pages.url)
    try {
      const key = await served.apiKey()
      const rest: number[] = []
      const halves: { ours: number; limit: number }[] = []
      for (let round = 0; round < rounds; round++) {
        const accounts = await openAccounts(served, pages, stores, orders)
        const server = await served.start('all')
        await delay(idle)
        rest.push(heldBy(server))
        halves.push(await peaksOf(served.warehouse, server, key, accounts, orders))
        await server.stop()
      }
      return {
        figures: [
          { name: `at rest, after ${idle / 1000} s`, unit: 'MB', ours: seriesOf(rest), goal: { atMost: 200 } },
          compared(`peak of the second half of ${orders.toLocaleString('en-US')} orders`, 'MB', compare(halves), { atMost: 1.1 }),
        ],
        counts: [],
        notes: [`One process of the role all, PostgreSQL beside it not counted; resident memory as Linux says. ${stores} stores at once, of each ${(orders / stores).toLocaleString('en-US')} orders in pages of 250. The limit is the peak of the first half.`],
      }
    } finally {
      await served.end()
      pages.stop()
    }
  },
})

async function openAccounts(served: Served, pages: Pages, stores: number, orders: number): Promise<BenchAccount[]> {
  const accounts: BenchAccount[] = []
  for (let number = 0; number < stores; number++) accounts.push(await served.addAccount())
  await pages.prepare(accounts.map(({ number }, index) => ({ number, orders: Math.floor((orders * (index + 1)) / stores) - Math.floor((orders * index) / stores) })))
  await served.warehouse.settle()
  return accounts
}

/** Lets the server fetch, and looks at its memory all the while. @returns the peaks of both halves, the first being the limit */
async function peaksOf(warehouse: BenchWarehouse, server: RunningServer, key: string, accounts: readonly BenchAccount[], orders: number): Promise<{ ours: number; limit: number }> {
  const api = withApiKey(server.url, key)
  const peaks = { ours: 0, limit: 0 }
  let half: keyof typeof peaks = 'limit'
  const timer = setInterval(() => { peaks[half] = Math.max(peaks[half], heldBy(server)) }, 50)
  try {
    for (const { id } of accounts) await api.post(`/ec-accounts/${id}/fetch`)
    for (let seen = 0, open = 1; open > 0; await delay(100)) {
      const { rows } = await warehouse.sql.query<{ seen: number; open: number }>(`select sum(seen)::integer as seen, count(*) filter (where finished_at is null)::integer as open from fetch_run where ec_account_id = any($1::uuid[])`, [accounts.map((account) => account.id)])
      ;({ seen, open } = rows[0]!)
      if (seen >= orders / 2) half = 'ours'
    }
    peaks.ours = Math.max(peaks.ours, heldBy(server))
  } finally {
    clearInterval(timer)
  }
  const came = await runsOf(warehouse, accounts)
  if (came.new !== orders) throw new Error(`${came.new} of ${orders} orders came in`)
  return peaks
}

/** In MB. */
const heldBy = ({ pid }: RunningServer) => (Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024) / 1e6
