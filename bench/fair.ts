import { setTimeout as delay } from 'node:timers/promises'
import { system } from '@crossdock/flows/ports'
import { defineBench } from './bench.ts'
import { runsOf } from './importing.ts'
import { byTurns, quantile } from './measuring.ts'
import { startPages, type Pages } from './pages.ts'
import { compared } from './report.ts'
import { openWarehouse, type BenchAccount, type BenchWarehouse } from './warehouse.ts'
import { startWorkers } from './workers.ts'

const task = { jobs: ['run-fetch'], rounds: ['sweeping fetches'] }

interface Stores {
  large: BenchAccount | null
  small: BenchAccount[]
}

export const fair = defineBench({
  what: 'small stores fetched beside one with very many orders, against the small ones alone',
  options: { large: 100_000, stores: 200, small: 20, workers: 2, rounds: 3 },
  small: { large: 3_000, stores: 12, small: 5, workers: 1, rounds: 1 },
  async run({ large, stores, small, workers, rounds }) {
    const pages = await startPages()
    const warehouse = await openWarehouse(pages.url)
    // They go on from round to round, as workers do, with a rate budget for each account.
    const running = await startWorkers(workers, { url: warehouse.url, storeUrl: pages.url }, task)
    try {
      const open = async (withLarge: boolean): Promise<Stores> => {
        const opened: Stores = { large: withLarge ? await warehouse.addAccount() : null, small: [] }
        for (let number = 0; number < stores; number++) opened.small.push(await warehouse.addAccount())
        return opened
      }
      await measure(warehouse, pages, await open(false), { large, small })
      const both = await byTurns(rounds, {
        prepare: async () => ({ beside: await open(true), alone: await open(false) }),
        ours: ({ beside }) => measure(warehouse, pages, beside, { large, small }),
        limit: ({ alone }) => measure(warehouse, pages, alone, { large, small }),
      })
      return {
        figures: [compared(`p95 of ${stores} stores with ${small} orders beside one with ${large.toLocaleString('en-US')}`, 's', both, { atMost: 2 })],
        counts: [],
        notes: [`From the moment at which all are asked to fetch to the end of a store's run; the large one is asked first, and is still being fetched when the last small one has ended, or the round does not count. ${workers} workers. The limit is the same with as many new small stores alone.`],
      }
    } finally {
      await running.stop()
      await warehouse.drop()
      pages.stop()
    }
  },
})

/** Asks all stores to fetch at once. @returns the p95 of the small ones' times until everything of theirs is there, in seconds */
async function measure(warehouse: BenchWarehouse, pages: Pages, { large, small }: Stores, orders: { large: number; small: number }): Promise<number> {
  const all = [...(large ? [large] : []), ...small]
  await pages.prepare(all.map((account) => ({ number: account.number, orders: account === large ? orders.large : orders.small })))
  await warehouse.settle()
  const { store } = warehouse.needs()
  const asked = Date.now()
  for (const { merchantId, id } of all) await store.transact({ merchant: merchantId }, (tx) => tx.fetching.queueRun(merchantId, id, { trigger: 'manual', slot: null, actor: system }))
  await ended(warehouse, small)
  if (large && (await runsUnderWay(warehouse, [large])) === 0) throw new Error('The large store was there before the last small one: give it more orders')
  await ended(warehouse, all)
  const came = await runsOf(warehouse, all)
  const expected = (large ? orders.large : 0) + small.length * orders.small
  if (came.new !== expected) throw new Error(`${came.new} of ${expected} orders came in`)
  const { rows } = await warehouse.sql.query<{ at: Date }>('select finished_at as at from fetch_run where ec_account_id = any($1::uuid[])', [small.map((account) => account.id)])
  return quantile(rows.map(({ at }) => (at.getTime() - asked) / 1000), 0.95)
}

async function ended(warehouse: BenchWarehouse, accounts: readonly BenchAccount[]): Promise<void> {
  while ((await runsUnderWay(warehouse, accounts)) > 0) await delay(50)
}

async function runsUnderWay({ sql }: BenchWarehouse, accounts: readonly BenchAccount[]): Promise<number> {
  const { rows: [{ n }] } = await sql.query(`select count(*)::integer as n from fetch_run where ec_account_id = any($1::uuid[]) and status in ('queued', 'running', 'waiting')`, [accounts.map((account) => account.id)])
  return n as number
}
