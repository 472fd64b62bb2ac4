import type pg from 'pg'
import { instantOf, monthsToMake, type Month } from './months.ts'

/** Tables that lie in partitions by month, as a migration made them. */
const tables = ['platform_call', 'timeline'] as const
export type PartitionedTable = (typeof tables)[number]

/** So many months are there before their first row comes. */
const monthsAhead = 2
/** Whoever writes to the table waits no longer than this for a partition that comes or goes; it is tried again an hour later. */
const lockMs = 1_000
/** One process does it, whichever comes first. */
const lockKey = 4300_0002

export interface Tended {
  made: string[]
  dropped: string[]
}

/**
 * Makes the partitions of the months to come, and drops those whose every row is older than it is kept. Safe to call at any
 * time by any number of processes. As the owner of the tables: the application's role can do neither.
 * @param options.keepDays what is not given, or given as 0, is kept for ever
 */
export async function tendPartitions(pool: pg.Pool, { now, keepDays }: { now: Date; keepDays: Partial<Record<PartitionedTable, number>> }): Promise<Tended> {
  const tended: Tended = { made: [], dropped: [] }
  const client = await pool.connect()
  try {
    for (const table of tables) {
      const made = await readMonths(client, table)
      const madeUntil = new Date(Math.max(...made.map(({ to }) => to.getTime())))
      for (const month of monthsToMake(madeUntil, now, monthsAhead)) {
        const done = await inTurn(client, () => makePartition(client, table, month))
        // Whoever is at it makes the later ones too: none is made while an earlier one is missing.
        if (done === 'busy') return tended
        if (done) tended.made.push(`${table}_${month.name}`)
      }
      const days = keepDays[table] ?? 0
      if (days === 0) continue
      const oldest = now.getTime() - days * 86_400_000
      for (const { name, to } of made) {
        if (to.getTime() <= oldest && (await inTurn(client, () => dropPartition(client, name))) === true) tended.dropped.push(name)
      }
    }
  } finally {
    client.release()
  }
  return tended
}

/** The partitions of a table that end, which are all but the one for what has no month. */
async function readMonths(client: pg.PoolClient, table: PartitionedTable): Promise<{ name: string; to: Date }[]> {
  const { rows } = await client.query<{ name: string; bound: string }>(
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1`,
    [`public.${table}`],
  )
  return rows.flatMap(({ name, bound }) => {
    const id = / TO \('([0-9a-f-]{36})'\)/.exec(bound)?.[1]
    return id === undefined ? [] : [{ name, to: instantOf(id) }]
  })
}

/** @returns what the work says, or that another process is at it */
async function inTurn(client: pg.PoolClient, work: () => Promise<boolean>): Promise<boolean | 'busy'> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = ${lockMs}`)
    // Rows of every merchant are moved, also where the owner is bound by their policies.
    const { rows: [turn] } = await client.query<{ ours: boolean }>(`select pg_try_advisory_xact_lock($1) as ours, set_config('app.merchant', 'all', true)`, [lockKey])
    const done = turn?.ours ? await work() : 'busy'
    await client.query('commit')
    return done
  } catch (err) {
    await client.query('rollback')
    throw err
  }
}

/** Rows of the month that came before it was made are moved in; nobody adds one meanwhile. */
async function makePartition(client: pg.PoolClient, table: PartitionedTable, { name, from, to }: Month): Promise<boolean> {
  const partition = `parts.${table}_${name}`
  if (await isThere(client, partition)) return false
  const rest = `parts.${table}_rest`
  const { rows: [ids] } = await client.query<{ from: string; to: string }>('select lowest_id($1) as from, lowest_id($2) as to', [from, to])
  await client.query(`lock table ${rest} in access exclusive mode`)
  await client.query(`create table ${partition} (like public.${table} including all)`)
  await client.query(`select force_tenancy('${partition}')`)
  await client.query(`with moved as (delete from ${rest} where id >= '${ids!.from}' and id < '${ids!.to}' returning *) insert into ${partition} select * from moved`)
  await client.query(`alter table public.${table} attach partition ${partition} for values from ('${ids!.from}') to ('${ids!.to}')`)
  return true
}

async function dropPartition(client: pg.PoolClient, name: string): Promise<boolean> {
  if (!(await isThere(client, `parts.${name}`))) return false
  await client.query(`drop table parts.${name}`)
  return true
}

async function isThere(client: pg.PoolClient, partition: string): Promise<boolean> {
  const { rows: [found] } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [partition])
  return found!.there
}
