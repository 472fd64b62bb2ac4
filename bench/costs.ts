import type { Database } from '@crossdock/postgres'
import pg from 'pg'

/** What work costs that is the same on every machine. */
export interface Costs {
  /** Times that a database client waited for an answer. */
  roundTrips: number
  /** As PostgreSQL counts them, BEGIN and COMMIT included. */
  statements: number
  rowsWritten: number
  walBytes: number
  peakMemory: number
}

interface Statement {
  text: string
  values?: unknown[] | undefined
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown

let waits = 0
let seen: ((text: string, values: unknown[]) => void) | undefined
const underWay = new WeakMap<pg.Client, number>()
const query = pg.Client.prototype.query as unknown as Query

/** What is sent while another answer is still to come waits no second time. */
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const before = underWay.get(this) ?? 0
  if (before === 0) waits++
  const [first, values] = args as [string | Statement | { asked: Statement[] }, unknown[] | undefined]
  const asked = typeof first === 'string' ? [{ text: first, values }] : 'asked' in first ? first.asked : [first]
  for (const each of asked) seen?.(each.text, each.values ?? [])
  const answer = query.apply(this, args)
  if (answer instanceof Promise) {
    underWay.set(this, before + 1)
    const answered = () => void underWay.set(this, underWay.get(this)! - 1)
    answer.then(answered, answered)
  }
  return answer
} as unknown as typeof pg.Client.prototype.query

/** @returns how often a work waited for the database */
export async function roundTripsOf(work: () => Promise<unknown>): Promise<number> {
  const before = waits
  await work()
  return waits - before
}

/** @returns each statement that a work sends, with its values */
export async function statementsOf(work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }[]> {
  const sent: { text: string; values: unknown[] }[] = []
  seen = (text, values) => sent.push({ text, values })
  try {
    await work()
  } finally {
    seen = undefined
  }
  return sent
}

/** What a work costs. @param warehouse where it works; its `sql` is the bench's own connection, with pg_stat_statements */
export async function costsOf(warehouse: { sql: pg.Client; database: Database }, work: () => Promise<unknown>): Promise<Costs> {
  await warehouse.sql.query('select pg_stat_statements_reset()')
  const before = await counters(warehouse)
  let peakMemory = process.memoryUsage.rss()
  const timer = setInterval(() => { peakMemory = Math.max(peakMemory, process.memoryUsage.rss()) }, 20)
  const roundTrips = await roundTripsOf(work)
  clearInterval(timer)
  const after = await counters(warehouse)
  return {
    roundTrips, peakMemory: Math.max(peakMemory, process.memoryUsage.rss()),
    statements: after.statements - before.statements, walBytes: after.walBytes - before.walBytes, rowsWritten: after.rowsWritten - before.rowsWritten,
  }
}

async function counters(warehouse: { sql: pg.Client; database: Database }): Promise<Record<'statements' | 'walBytes' | 'rowsWritten', number>> {
  const rowsWritten = await written(warehouse)
  const { rows } = await warehouse.sql.query(`
    select (select coalesce(sum(calls), 0)::float8 from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_%') as statements,
           pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes"`)
  return { ...(rows[0] as { statements: number; walBytes: number }), rowsWritten }
}

/** All rows that were ever written. */
async function written({ sql, database }: { sql: pg.Client; database: Database }): Promise<number> {
  // What a connection has counted is told a while later, unless it is asked for.
  const clients = await Promise.all(Array.from({ length: database.pool.totalCount }, () => database.pool.connect()))
  for (const client of clients) await client.query('select pg_stat_force_next_flush()')
  for (const client of clients) client.release()
  return (await sql.query('select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::float8 as n from pg_stat_user_tables')).rows[0].n as number
}

/** @returns how many rows a work writes, those that are changed and deleted included */
export async function rowsWrittenBy(warehouse: { sql: pg.Client; database: Database }, work: () => Promise<unknown>): Promise<number> {
  const before = await written(warehouse)
  await work()
  return (await written(warehouse)) - before
}

/** What one reading of a page touches. */
export interface Reading {
  /** Pages of 8 kB, from memory or from disk. */
  buffers: number
  /** Rows that were looked at, those that were then left out included. */
  rows: number
}

interface Plan {
  'Plans'?: Plan[]
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  'Node Type': string
  'WAL Bytes'?: number
}

/** @param sql within a transaction, as the role and for the merchant that would ask */
export async function readingOf(sql: pg.Client, { text, values }: { text: string; values: unknown[] }): Promise<Reading> {
  const { rows } = await sql.query(`explain (analyze, buffers, timing off, format json) ${text}`, values)
  const plan = (rows[0] as { 'QUERY PLAN': { Plan: Plan }[] })['QUERY PLAN'][0]!.Plan
  return { buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], rows: looked(plan) }
}

/** Rows come from the leaves of a plan. */
function looked(plan: Plan): number {
  const left = ((plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) * plan['Actual Loops']
  const below = (plan.Plans ?? []).reduce((sum, each) => sum + looked(each), 0)
  return left + (plan.Plans?.length ? below : plan['Actual Rows'] * plan['Actual Loops'])
}

/** What the statements of a work write, as PostgreSQL says of each of them; those whose answer is of no use to it. */
export async function writtenBy(work: () => Promise<unknown>): Promise<{ walBytes: number }> {
  const written = { walBytes: 0 }
  const plain = pg.Client.prototype.query
  pg.Client.prototype.query = async function (this: pg.Client, ...args: [string | { text: string; values: unknown[] }, unknown[]]) {
    const [text, values] = typeof args[0] === 'string' ? [args[0], args[1]] : [args[0].text, args[0].values]
    const answer = (query: string) => (plain as unknown as Query).call(this, query, values) as Promise<pg.QueryResult>
    if (!/^\s*(with|insert)\b/.test(text) || /\breturning\b/.test(text)) return answer(text)
    const explained = await answer(`explain (analyze, wal, timing off, format json) ${text}`)
    for (const node of nodesOf((explained.rows[0] as { 'QUERY PLAN': { Plan: Plan }[] })['QUERY PLAN'][0]!.Plan)) {
      if (node['Node Type'] !== 'ModifyTable') continue
      written.walBytes += node['WAL Bytes'] ?? 0
    }
    return { ...explained, rows: [] }
  } as unknown as typeof pg.Client.prototype.query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = plain
  }
  return written
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]
}
