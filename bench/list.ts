import { countOrders, listOrders, type OrderFilter } from '@crossdock/postgres'
import type pg from 'pg'
import { defineBench } from './bench.ts'
import { readingOf, statementsOf, type Reading } from './costs.ts'
import { fill } from './filling.ts'
import { byTurns, quantile, seriesOf, type Series } from './measuring.ts'
import { compared, type Count, type Figure } from './report.ts'
import { openWarehouse, type BenchAccount, type BenchWarehouse } from './warehouse.ts'

const timeZone = 'Asia/Taipei'
const limit = 50
/** How far down a deep page lies, as a share of all that the filter finds. */
const depth = 0.9

export interface Question {
  name: string
  filter: OrderFilter
  /** The same question in bare SQL, on `orders o`. */
  bare: string
}

export const list = defineBench({
  what: 'the orders list: first and deep pages of the commonest filters, search and counts, as operator and as merchant',
  options: { stored: 1_000_000, accounts: 50, rounds: 40 },
  small: { stored: 2_000, accounts: 4, rounds: 2 },
  async run({ stored, accounts: many, rounds }) {
    const warehouse = await openWarehouse('http://127.0.0.1:1')
    try {
      const accounts: BenchAccount[] = []
      for (let number = 0; number < many; number++) accounts.push(await warehouse.addAccount())
      await fill(warehouse.sql, accounts, stored)
      const figures: Figure[] = []
      const counts: Count[] = []
      for (const [who, scope] of [['operator', 'all'], ['merchant', accounts[1]!.merchantId]] as const) {
        for (const question of questionsOf(accounts[1]!)) {
          const asked = await ask(warehouse, scope, question, rounds)
          figures.push(...figuresOf(`${who}: ${question.name}`, asked))
          for (const [page, { buffers, rows }] of Object.entries(asked.readings)) {
            counts.push({ name: `${who}: ${question.name}, ${page}`, unit: 'kB read', value: (buffers * 8_192) / 1_000 }, { name: `${who}: ${question.name}, ${page}`, unit: 'rows read', value: rows })
          }
        }
        for (const [name, filter] of [['search for a number', { q: 'L0000012' }], ['search for a name', { q: '林志豪12' }], ['search for a part of a name', { q: '志豪1' }]] as const) {
          const times = await timesOf(rounds, () => read(warehouse, scope, filter))
          figures.push({ name: `${who}: ${name}, p95`, unit: 'ms', ours: { ...times, median: quantile(times.rounds, 0.95) }, goal: { atMost: 50 } })
        }
        for (const [name, filter] of [['counts of all', {}], ['counts of what is pending', { status: 'pending' }], ['counts of a shipping type', { shippingType: 'tcat' }], ['counts of a week', weekOf()]] as const) {
          const times = await timesOf(Math.min(10, rounds), () => count(warehouse, scope, filter))
          figures.push({ name: `${who}: ${name}, p95`, unit: 'ms', ours: { ...times, median: quantile(times.rounds, 0.95) }, goal: { atMost: 50 } })
        }
      }
      counts.push(...(await indexCounts(warehouse.sql)))
      return { figures, counts, notes: [`${stored.toLocaleString('en-US')} orders of ${many} merchants, pages of ${limit}, a deep page begins behind ${depth * 100} % of what the filter finds. The limit is the bare SQL, for a role that row-level security does not bind and without the names beside an order.`] }
    } finally {
      await warehouse.drop()
    }
  },
})

/** A week of a month ago. */
function weekOf(): { placedFrom: string; placedTo: string } {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  return { placedFrom: day(40), placedTo: day(34) }
}

/** The eight that people ask most, and one that finds few. */
export function questionsOf({ id }: BenchAccount): Question[] {
  const { placedFrom: from, placedTo: to } = weekOf()
  return [
    { name: 'newest', filter: {}, bare: 'true' },
    { name: 'of an account', filter: { ecAccountId: id }, bare: `o.ec_account_id = '${id}'` },
    { name: 'pending', filter: { status: 'pending' }, bare: `o.status = 'pending'` },
    { name: 'shipped', filter: { status: 'shipped' }, bare: `o.status = 'shipped'` },
    { name: 'on hold', filter: { onHold: true }, bare: `o.holds <> '{}'` },
    { name: 'held for a reason', filter: { holdReason: 'insufficient_stock' }, bare: `o.holds <> '{}' and o.holds @> array['insufficient_stock']` },
    { name: 'of a week', filter: { placedFrom: from, placedTo: to }, bare: `o.placed_at >= '${from}'::date::timestamp at time zone '${timeZone}' and o.placed_at < ('${to}'::date + 1)::timestamp at time zone '${timeZone}'` },
    { name: 'of a shipping type', filter: { shippingType: 'tcat', status: 'processing' }, bare: `o.shipping_type_code = 'tcat' and o.status = 'processing'` },
    { name: 'of a rare shipping type', filter: { shippingType: 'self_pickup' }, bare: `o.shipping_type_code = 'self_pickup'` },
  ]
}

interface Asked {
  first: Awaited<ReturnType<typeof byTurns>>
  deep: Series
  readings: Record<'first page' | 'deep page', Reading>
}

async function ask(warehouse: BenchWarehouse, scope: string, { filter, bare }: Question, rounds: number): Promise<Asked> {
  const { sql } = warehouse
  const where = scope === 'all' ? bare : `${bare} and o.merchant_id = '${scope}'`
  const cursor = await deepCursor(sql, where)
  const page = () => read(warehouse, scope, filter)
  const below = () => read(warehouse, scope, { ...filter, cursor })
  await page()
  await below()
  const deep: number[] = []
  const first = await byTurns(rounds, {
    prepare: async () => void deep.push(await ms(below)),
    ours: () => ms(page),
    limit: () => ms(() => sql.query(`select * from orders o where ${where} order by o.placed_at desc, o.id desc limit ${limit + 1}`)),
  })
  return { first, deep: seriesOf(deep), readings: { 'first page': await reading(warehouse, scope, page), 'deep page': await reading(warehouse, scope, below) } }
}

/** The cursor of a page far down. */
export async function deepCursor(sql: pg.Client, where: string): Promise<string> {
  const { rows: [{ n }] } = await sql.query(`select count(*)::integer as n from orders o where ${where}`)
  const { rows: [row] } = await sql.query(`select to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, o.id from orders o where ${where} order by o.placed_at desc, o.id desc offset $1 limit 1`, [Math.floor(n * depth)])
  return Buffer.from(JSON.stringify([row.at, row.id])).toString('base64url')
}

function figuresOf(name: string, { first, deep }: Asked): Figure[] {
  const p95 = (series: Series): Series => ({ ...series, median: quantile(series.rounds, 0.95) })
  return [
    { name: `${name}, first page p95`, unit: 'ms', ours: p95(first.ours), goal: { atMost: 50 } },
    compared(`${name}, first page`, 'ms', first),
    { name: `${name}, deep page p95`, unit: 'ms', ours: p95(deep), goal: { atMost: 50 } },
    { name: `${name}, deep ÷ first`, unit: '×', ours: seriesOf(deep.rounds.map((each, round) => each / first.ours.rounds[round]!)), goal: { atMost: 1.2 } },
  ]
}

/** As the API narrows what a merchant asks. */
const narrowed = <Filter extends OrderFilter>(scope: string, filter: Filter): Filter => (scope === 'all' ? filter : { ...filter, merchantId: scope })
export const read = (warehouse: Pick<BenchWarehouse, 'database'>, scope: string, filter: OrderFilter & { cursor?: string }) => warehouse.database.transact({ merchant: scope }, (tx) => listOrders(tx, { ...narrowed(scope, filter), limit }, timeZone))
const count = (warehouse: BenchWarehouse, scope: string, filter: OrderFilter) => warehouse.database.transact({ merchant: scope }, (tx) => countOrders(tx, narrowed(scope, filter), timeZone))

/** What a reading touches, as the application's role within the scope. */
export async function reading({ sql }: Pick<BenchWarehouse, 'sql'>, scope: string, work: () => Promise<unknown>): Promise<Reading> {
  const sent = (await statementsOf(work)).find(({ text }) => text.includes('from orders'))!
  await sql.query('begin')
  try {
    await sql.query(`select set_config('role', 'crossdock_app', true), set_config('app.merchant', $1, true)`, [scope])
    return await readingOf(sql, sent)
  } finally {
    await sql.query('rollback')
  }
}

async function ms(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

export async function timesOf(rounds: number, work: () => Promise<unknown>): Promise<Series> {
  await work()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push(await ms(work))
  return seriesOf(times)
}

/** How often each index of the orders was asked, and what it weighs. */
async function indexCounts(sql: pg.Client): Promise<Count[]> {
  await sql.query('select pg_stat_force_next_flush()')
  const { rows } = await sql.query(`
    select indexrelname as name, idx_scan::integer as scans, pg_relation_size(indexrelid)::float8 / 1e6 as megabytes
      from pg_stat_user_indexes where relname in ('orders', 'order_line', 'hold') order by relname, indexrelname`)
  return rows.flatMap(({ name, scans, megabytes }) => [{ name: `index ${name}`, unit: 'scans', value: scans }, { name: `index ${name}`, unit: 'MB', value: megabytes }])
}
