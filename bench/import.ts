import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { system } from '@crossdock/flows/ports'
import { runFetch } from '@crossdock/flows'
import { openWarehouse, startServer, type BenchWarehouse } from './warehouse.ts'

/** Fetches every account's pages, so many accounts at a time. @returns seconds */
export async function importAll(warehouse: BenchWarehouse, sideBySide: number): Promise<number> {
  const waiting = [...warehouse.accounts]
  const begun = performance.now()
  const worker = async () => {
    for (let account = waiting.shift(); account; account = waiting.shift()) {
      const { merchantId, id } = account
      const run = await warehouse.needs.store.transact({ merchant: merchantId }, (tx) => tx.fetching.queueRun(merchantId, id, { trigger: 'manual', slot: null, actor: system }))
      await runFetch(warehouse.needs, { merchantId, id: run!.id })
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, worker))
  return (performance.now() - begun) / 1000
}

export async function startPages(orders: number, accounts: number, pageSize = 250) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('./page-server.ts', import.meta.url)), String(orders), String(accounts), String(pageSize)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: `http://127.0.0.1:${chunk.toString().trim()}`, stop: () => void child.kill() }
}

if (import.meta.main) {
  const orders = Number(process.argv[2] ?? 20_000)
  const sideBySide = Number(process.argv[3] ?? 1)
  const server = await startServer()
  const pages = await startPages(orders, 4)
  const warehouse = await openWarehouse(server, pages.url, 4)
  await warehouse.sql.query('select pg_stat_statements_reset()')
  const { rows: [{ lsn: before }] } = await warehouse.sql.query('select pg_current_wal_lsn() as lsn')
  const seconds = await importAll(warehouse, sideBySide)
  const { rows: [{ wal }] } = await warehouse.sql.query(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '${before}') as wal`)
  const { rows: [counts] } = await warehouse.sql.query(`select (select count(*) from orders) as orders, (select count(*) from order_line) as lines, (select sum(reserved) from stock) as reserved, (select count(*) from hold) as holds, (select string_agg(status || ' ' || coalesce(error ->> 'message', ''), ', ') from fetch_run) as runs`)
  console.log(`${orders} orders, ${sideBySide} side by side: ${seconds.toFixed(2)} s, ${Math.round(orders / seconds)}/s, WAL ${Math.round(wal / orders)} B/order`, counts)
  const again = await importAll(warehouse, sideBySide)
  console.log(`again: ${again.toFixed(2)} s, ${Math.round(orders / again)}/s`)
  const { rows } = await warehouse.sql.query(`select calls, round(total_exec_time::numeric, 0) as ms, round((total_exec_time / calls)::numeric, 2) as each, rows, left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as query from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) order by total_exec_time desc limit 22`)
  console.table(rows)
  await warehouse.drop()
  pages.stop()
  await server.stop()
}
