import { connect, migrate, tendPartitions, type Database } from '@crossdock/postgres'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrations } from '../../postgres/src/migrate.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let created: TestDatabase
let database: Database
const merchantId = '018f0000-0000-7000-8000-000000000001'
const now = new Date()
const monthFrom = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1))
const nameOf = (months: number) => monthFrom(months).toISOString().slice(0, 7).replace('-', '_')

beforeAll(async () => {
  created = await createDatabase()
  database = connect({ url: created.url, applicationName: 'test', maxConnections: 4 })
})
afterAll(async () => {
  await database.close()
  await created.drop()
})

/** Something that happened at an instant, as the application writes it. */
async function tell(at: Date, type: string): Promise<void> {
  await database.transact({ merchant: merchantId }, (tx) => sql`
    insert into timeline (merchant_id, subject_id, id, at, type, actor_kind, actor_name) values (${merchantId}, ${merchantId}, lowest_id(${at}), ${at}, ${type}, 'system', 'Crossdock')`.execute(tx))
}

const told = () => database.transact({ merchant: merchantId }, async (tx) => (await tx.selectFrom('timeline').select('type').orderBy('id').execute()).map((row) => row.type))

async function rowsIn(partition: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ type: string }>(`select type from parts.${partition} order by id`)
  return rows.map((row) => row.type)
}

describe('partitions', () => {
  it('are made ahead for the months to come, once, whoever comes first', async () => {
    const [one, other] = await Promise.all([tendPartitions(database.pool, { now, keepDays: {} }), tendPartitions(database.pool, { now, keepDays: {} })])
    const again = await tendPartitions(database.pool, { now, keepDays: {} })
    expect([...one.made, ...other.made, ...again.made].sort()).toEqual(['platform_call', 'timeline'].flatMap((table) => [1, 2].map((months) => `${table}_${nameOf(months)}`)).sort())
    expect(await tendPartitions(database.pool, { now, keepDays: {} })).toEqual({ made: [], dropped: [] })
  })

  it('take what nobody made a month for in time, and lose none of it', async () => {
    await tell(new Date(now.getTime() - 40 * 86_400_000), 'long ago')
    await tell(now, 'now')
    await tell(monthFrom(1), 'the first instant of the next month')
    await tell(new Date(monthFrom(4).getTime() - 1), 'before anybody made its month')
    expect(await rowsIn('timeline_before')).toEqual(['long ago', 'now'])
    expect(await rowsIn(`timeline_${nameOf(1)}`)).toEqual(['the first instant of the next month'])
    expect(await rowsIn('timeline_rest')).toEqual(['before anybody made its month'])
    const { made } = await tendPartitions(database.pool, { now: monthFrom(3), keepDays: {} })
    expect(made).toContain(`timeline_${nameOf(3)}`)
    expect(await rowsIn('timeline_rest')).toEqual([])
    expect(await rowsIn(`timeline_${nameOf(3)}`)).toEqual(['before anybody made its month'])
    expect(await told()).toEqual(['long ago', 'now', 'the first instant of the next month', 'before anybody made its month'])
  })

  it('are dropped when their every row is older than it is kept, and not before', async () => {
    const endOfFirst = monthFrom(2).getTime()
    const days = 10
    expect((await tendPartitions(database.pool, { now: new Date(endOfFirst + days * 86_400_000 - 1), keepDays: { timeline: days } })).dropped).toEqual(['timeline_before'])
    expect(await told()).toEqual(['the first instant of the next month', 'before anybody made its month'])
    expect((await tendPartitions(database.pool, { now: new Date(endOfFirst + days * 86_400_000), keepDays: { timeline: days } })).dropped).toEqual([`timeline_${nameOf(1)}`])
    expect(await told()).toEqual(['before anybody made its month'])
    expect((await tendPartitions(database.pool, { now: monthFrom(48), keepDays: {} })).dropped).toEqual([])
  })

  it('let nobody round row-level security', async () => {
    const asApplication = (query: ReturnType<typeof sql>) => database.transact({ merchant: 'all' }, (tx) => query.execute(tx))
    await expect(asApplication(sql`select * from parts.timeline_rest`)).rejects.toThrow('permission denied for schema parts')
    const { rows: bare } = await database.pool.query(`select c.relname from pg_class c where c.relnamespace = 'parts'::regnamespace and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)`)
    expect(bare).toEqual([])
    expect(await database.transact({ merchant: '018f0000-0000-7000-8000-000000000002' }, (tx) => tx.selectFrom('timeline').selectAll().execute())).toEqual([])
  })
})

it('rows from before there were partitions stay, those of a clock that was ahead with them', async () => {
  const old = await createDatabase()
  const client = new pg.Client({ connectionString: old.url })
  await client.connect()
  try {
    await client.query('drop schema public cascade; drop schema parts cascade; drop schema auth cascade; drop schema pgboss cascade; create schema public')
    await client.query('create table schema_migration (number integer primary key, name text not null, applied_at timestamptz not null default now())')
    const partitioning = migrations().findIndex(({ name }) => name.includes('partitions'))
    for (const { number, name, text } of migrations().slice(0, partitioning)) {
      await client.query(text)
      await client.query('insert into schema_migration (number, name) values ($1, $2)', [number, name])
    }
    await client.query(`insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name) values ($1, $1, new_id(), 'before', 'system', 'x'), ($1, $1, 'fffff000-0000-7000-8000-000000000000', 'ahead', 'system', 'x')`, [merchantId])
    await migrate({ url: old.url })
    const { rows } = await client.query(`select type, tableoid::regclass::text as part from timeline order by id`)
    expect(rows).toEqual([{ type: 'before', part: 'parts.timeline_before' }, { type: 'ahead', part: 'parts.timeline_rest' }])
    const { rows: indexes } = await client.query(`select count(*)::integer as loose from pg_index where indrelid in ('parts.timeline_before'::regclass, 'parts.platform_call_before'::regclass) and not exists (select from pg_inherits where inhrelid = indexrelid)`)
    expect(indexes).toEqual([{ loose: 0 }])
  } finally {
    await client.end()
    await old.drop()
  }
})
