import { runFetch } from '@crossdock/flows'
import { system } from '@crossdock/flows/ports'
import { importPlainly } from './limits/plain-insert.ts'
import { spread, startPages, type Pages } from './pages.ts'
import { openWarehouse, type BenchAccount, type BenchWarehouse } from './warehouse.ts'

/** A store with ready-made pages, and two databases alike beside each other: Crossdock's own, and one for what it is measured against. */
export interface ImportSite {
  pages: Pages
  ours: BenchWarehouse
  plain: BenchWarehouse
  /** The same new accounts in both databases, whose orders are ready to be fetched. */
  open(orders: number): Promise<{ ours: BenchAccount[]; plain: BenchAccount[] }>
  /** @returns orders a second */
  importOurs(accounts: readonly BenchAccount[], orders: number, sideBySide?: number): Promise<number>
  importPlain(accounts: readonly BenchAccount[], orders: number): Promise<number>
  close(): Promise<void>
}

export async function openImportSite(): Promise<ImportSite> {
  const pages = await startPages()
  const ours = await openWarehouse(pages.url)
  const plain = await openWarehouse(pages.url)
  return {
    pages, ours, plain,
    async open(orders) {
      const opened = { ours: [] as BenchAccount[], plain: [] as BenchAccount[] }
      const ready: { number: number; orders: number }[] = []
      for (const size of spread(orders)) {
        const account = await ours.addAccount()
        opened.ours.push(account)
        opened.plain.push(await plain.addAccount())
        ready.push({ number: account.number, orders: size })
      }
      await pages.prepare(ready)
      await ours.settle()
      await plain.settle()
      return opened
    },
    importOurs: async (accounts, orders, sideBySide = 1) => orders / (await secondsOf(() => fetchAll(ours, accounts, sideBySide))),
    importPlain: async (accounts, orders) => orders / (await secondsOf(() => importPlainly(plain.sql, pages.url, accounts))),
    async close() {
      await ours.drop()
      await plain.drop()
      pages.stop()
    },
  }
}

/** Fetches the accounts' orders as a worker does, so many accounts at a time. */
export async function fetchAll(warehouse: BenchWarehouse, accounts: readonly BenchAccount[], sideBySide: number): Promise<void> {
  const needs = warehouse.needs()
  const waiting = [...accounts]
  const work = async () => {
    for (let account = waiting.shift(); account; account = waiting.shift()) {
      const { merchantId, id } = account
      const run = await needs.store.transact({ merchant: merchantId }, (tx) => tx.fetching.queueRun(merchantId, id, { trigger: 'manual', slot: null, actor: system }))
      await runFetch(needs, { merchantId, id: run!.id })
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work))
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** What the fetch runs of these accounts came to. @throws when one did not succeed: a rate of failures is none */
export async function runsOf(warehouse: BenchWarehouse, accounts: readonly BenchAccount[]): Promise<{ seen: number; new: number; unchanged: number; held: number }> {
  const { rows } = await warehouse.sql.query(`
    select coalesce(sum(seen), 0)::integer as seen, coalesce(sum(new), 0)::integer as new, coalesce(sum(unchanged), 0)::integer as unchanged, coalesce(sum(held), 0)::integer as held,
           count(*) filter (where status <> 'succeeded')::integer as failed, string_agg(error ->> 'message', ', ') as errors
      from fetch_run where ec_account_id = any($1::uuid[])`, [accounts.map((account) => account.id)])
  if (rows[0].failed > 0) throw new Error(`${rows[0].failed} fetch runs did not succeed: ${rows[0].errors}`)
  return rows[0]
}
