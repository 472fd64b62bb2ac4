import { defineBench } from './bench.ts'
import { fetchAll, runsOf } from './importing.ts'
import { byTurns } from './measuring.ts'
import { spread, startPages, type Pages } from './pages.ts'
import { compared, type Count, type Figure } from './report.ts'
import { startN8n, type N8n } from './rivals/n8n.ts'
import { oneByOne, viaN8n, type Rival } from './rivals/rivals.ts'
import { openWarehouse, type BenchAccount, type BenchWarehouse } from './warehouse.ts'

/** Where n8n is installed, if it is: a folder with node_modules/n8n. */
const n8nFolder = process.env['CROSSDOCK_RIVAL_N8N']

export const rival = defineBench({
  what: 'new orders, beside others that import them from the same pages into the same database: a script with one transaction an order, and n8n where CROSSDOCK_RIVAL_N8N names the folder of its installation',
  options: { orders: 2_000, rounds: 5 },
  small: { orders: 250, rounds: 1 },
  async run({ orders, rounds }) {
    const pages = await startPages()
    const warehouse = await openWarehouse(pages.url)
    let n8n: N8n | undefined
    try {
      if (n8nFolder) n8n = await startN8n(n8nFolder, warehouse, pages.url)
      const rivals = [oneByOne(warehouse, pages.url), ...(n8n ? viaN8n(n8n, warehouse) : [])]
      const figures: Figure[] = []
      for (const each of rivals) figures.push(await measure(warehouse, pages, each, orders * (each.times ?? 1), rounds))
      return { figures, counts: n8n ? countsOf(n8n) : [], notes: ['The limit is here the rival. None of them keeps a timeline or holds, and none can resume.', n8n ? `n8n ${n8n.version}, ${workflowsNote}` : noN8nNote] }
    } finally {
      await n8n?.stop()
      await warehouse.drop()
      pages.stop()
    }
  },
})

const workflowsNote = 'the workflows of `bench/rivals/n8n` as its own server runs them, called by webhook, from the call to the answer after the last row; its start and its set-up are left out. It writes to tables of its own with primary keys only, and does less: orders and lines, not the order as it came; the workflow with SQL finds the shipping type and reserves too, the other does not reserve.'
const noN8nNote = 'n8n is not among them: CROSSDOCK_RIVAL_N8N named no folder where it is installed.'

async function measure(warehouse: BenchWarehouse, pages: Pages, other: Rival, orders: number, rounds: number): Promise<Figure> {
  const warm = await openBoth(warehouse, pages, Math.min(orders, 500))
  await fetchAll(warehouse, warm.ours, 1)
  await other.importAll(warm.theirs)
  const both = await byTurns(rounds, {
    prepare: () => openBoth(warehouse, pages, orders),
    async ours({ ours }) {
      const rate = await rateOf(orders, () => fetchAll(warehouse, ours, 1))
      const { new: came } = await runsOf(warehouse, ours)
      if (came !== orders) throw new Error(`${came} of ${orders} orders came in`)
      return rate
    },
    async limit({ theirs }) {
      const rate = await rateOf(orders, () => other.importAll(theirs))
      const came = await other.rowsOf(theirs)
      if (came.orders !== orders || came.lines !== 2 * orders) throw new Error(`${other.name}: ${came.orders} of ${orders} orders came in, with ${came.lines} lines`)
      return rate
    },
  })
  return compared(`import of ${orders.toLocaleString('en-US')}, beside ${other.name}`, 'orders/s', both, other.goal)
}

/** Accounts of the same pages in the same database, one for each side. */
async function openBoth(warehouse: BenchWarehouse, pages: Pages, orders: number): Promise<{ ours: BenchAccount[]; theirs: BenchAccount[] }> {
  const opened = { ours: [] as BenchAccount[], theirs: [] as BenchAccount[] }
  const ready: { number: number; orders: number }[] = []
  for (const size of spread(orders)) {
    const account = await warehouse.addAccount()
    opened.ours.push(account)
    opened.theirs.push(await warehouse.addTwin(account))
    ready.push({ number: account.number, orders: size })
  }
  await pages.prepare(ready)
  await warehouse.settle()
  return opened
}

async function rateOf(orders: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return orders / ((performance.now() - begun) / 1000)
}

function countsOf(n8n: N8n): Count[] {
  const peak = n8n.peakMemory()
  return [{ name: 'n8n, start', unit: 's', value: n8n.startedIn }, ...(peak === null ? [] : [{ name: 'n8n, peak memory', unit: 'MB', value: peak / 1e6 }])]
}
