/** Parcels pushed to stores that allow 20 calls a second, by several workers: node bench/ship/main.ts [parcels] [stores] [workers] */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { shipMany } from '@crossdock/flows'
import { everyMerchant, system, type Needs } from '@crossdock/flows/ports'
import { openPlace } from './place.ts'

const [parcels = 1_000, stores = 20, workers = 2] = process.argv.slice(2).map(Number)

function start(file: string, ...args: string[]) {
  const profile = process.env['BENCH_PROFILE'] && file === './worker.ts' ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`] : []
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...profile, fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}

const place = await openPlace()
const store = start('./store.ts')
const storeUrl = `http://127.0.0.1:${await store.line()}`
for (let number = 0; number < stores; number++) await place.addStore(number, Math.ceil(parcels / stores))
const { rows: orders } = await place.sql.query<{ number: string }>(`select order_number as number from orders where holds = '{}' order by id`)
const quiet = () => {}
const needs: Needs = {
  store: place.store, connectors: new Map(), vault: { seal: () => { throw new Error('nothing is sealed here') }, open: () => { throw new Error('nothing is opened here') } },
  now: () => new Date(), log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, worker: 'bench', publicUrl: 'http://127.0.0.1', webhooks: false, calls: { of: () => quiet },
}
const begunShipping = performance.now()
await place.sql.query('select pg_stat_statements_reset()')
for (let from = 0; from < orders.length; from += 1_000) {
  await shipMany(needs, { scope: everyMerchant, actor: system, dryRun: false, evenIfUnread: true, rows: orders.slice(from, from + 1_000).map(({ number }, index) => ({ row: index + 1, orderNumber: number, trackingNumber: `TC${number}`, carrier: 'T-Cat', sku: '', quantity: '' })) })
}
const planned = async () => (await place.sql.query<{ count: number }>(`select count(*)::int as count from platform_write where state <> 'accepted'`)).rows[0]!.count
console.log(`${await planned()} parcels planned in ${((performance.now() - begunShipping) / 1000).toFixed(1)} s`)
const shipping = (await place.sql.query<{ calls: number }>(`select sum(calls)::int as calls from pg_stat_statements where query not like '%pg_stat%'`)).rows[0]!.calls
await place.sql.query('select pg_stat_statements_reset()')
await place.sql.query('analyze')
const { rows: [{ lsn }] } = await place.sql.query('select pg_current_wal_lsn() as lsn')

const running = Array.from({ length: workers }, () => start('./worker.ts', place.url, storeUrl))
for (const worker of running) await worker.line()
const begun = performance.now()
const unconfirmed = async () => (await place.sql.query<{ count: number }>(`select count(*)::int as count from orders where tracking in ('waiting', 'sent')`)).rows[0]!.count
while ((await unconfirmed()) > 0) await delay(500)
const seconds = (performance.now() - begun) / 1000
let cpu = 0
for (const { child, line } of running) {
  child.stdin.end()
  cpu += (JSON.parse(await line()) as { cpuSeconds: number }).cpuSeconds
  await once(child, 'exit')
}
const { rows: [{ wal }] } = await place.sql.query(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '${lsn}')::float8 as wal`)
const { rows: [{ calls }] } = await place.sql.query(`select sum(calls)::int as calls from pg_stat_statements where query not like '%pg_stat%' and query not like '%tracking in (%'`)
const seen = Object.values((await (await fetch(`${storeUrl}/seen`)).json()) as Record<string, { calls: number; refused: number; fullest: number; first: number; last: number; parcels: number }>)
// What the slowest store could have been called in the time that it took, its burst included.
const used = seen.map((each) => each.calls / (40 + ((each.last - each.first) / 1000) * 20)).sort((a, b) => a - b)
const sum = (of: (each: (typeof seen)[number]) => number) => seen.reduce((total, each) => total + of(each), 0)
console.log(`${orders.length} parcels, ${stores} stores, ${workers} workers: ${seconds.toFixed(1)} s, ${(sum((each) => each.calls) / seconds).toFixed(0)} calls/s; of the allowed rate ${used[0]!.toFixed(3)} … ${used.at(-1)!.toFixed(3)}, median ${used[Math.floor(used.length / 2)]!.toFixed(3)}`)
console.log(`refused ${sum((each) => each.refused)}, fullest bucket ${Math.max(...seen.map((each) => each.fullest)).toFixed(1)} of 40, parcels taken ${sum((each) => each.parcels)}, calls ${sum((each) => each.calls)}`)
console.log(`a parcel: ${(calls / orders.length).toFixed(1)} statements (and ${(shipping / orders.length).toFixed(2)} to ship it), ${(wal / orders.length / 1000).toFixed(1)} kB WAL, ${((cpu * 1000) / orders.length).toFixed(1)} ms CPU of workers`)
if (process.env['BENCH_STATEMENTS']) {
  const { rows } = await place.sql.query(`select calls, round(total_exec_time::numeric, 0) as ms, round((total_exec_time / calls)::numeric, 3) as each, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as query from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) order by calls desc limit 32`)
  console.table(rows)
}
await place.close()
store.child.kill()
