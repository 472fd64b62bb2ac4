import { migrate } from '@crossdock/postgres'
import pg from 'pg'
import { expect, it } from 'vitest'
import { migrations } from '../../postgres/src/migrate.ts'
import { createDatabase } from '../support/database.ts'

it('F084 lets the version before start on a database that a later one has widened, and not on one that it has narrowed', async () => {
  const database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const said: string[] = []
  await client.query(`insert into schema_migration (number, name) values (9998, 'widened by a later version')`)
  await migrate({ url: database.url, log: (line) => said.push(line) })
  expect(said).toEqual([expect.stringContaining('9998')])
  await client.query(`insert into schema_migration (number, name, needs) values (9999, 'narrowed by a later version', 9998)`)
  await expect(migrate({ url: database.url })).rejects.toThrow('Start the newer version')
  await client.end()
  await database.drop()
})

it('F071 a migration whose process is killed in the middle is done wholly by whoever starts next, however many do', async () => {
  const database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const schema = async () => (await client.query(`select table_schema, table_name, column_name, data_type from information_schema.columns where table_schema in ('public', 'parts', 'auth') and table_name !~ '_\\d{4}_?\\d{2}$' order by 1, 2, 3`)).rows
  const whole = await schema()
  await client.query('drop schema public cascade; drop schema parts cascade; drop schema auth cascade; drop schema pgboss cascade; create schema public')
  const all = migrations()
  // To PostgreSQL, a process that is killed is a connection that ends.
  const kill = (line: string) => void (line.includes(all[Math.floor(all.length / 2)]!.name) && client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'crossdock migrate'`))
  await expect(migrate({ url: database.url, log: kill })).rejects.toThrow()
  const done = async () => (await client.query<{ number: number }>('select number from schema_migration order by number')).rows.map((row) => row.number)
  expect((await done()).length).toBeLessThan(all.length)
  await Promise.all([migrate({ url: database.url }), migrate({ url: database.url })])
  expect(await done()).toEqual(all.map(({ number }) => number))
  expect(await schema()).toEqual(whole)
  await client.end()
  await database.drop()
})

it('F084 a migration gives way to the version before at work, and is begun again', async () => {
  const database = await createDatabase()
  const worker = new pg.Client({ connectionString: database.url })
  await worker.connect()
  await worker.query('drop index platform_order_unreadable; delete from schema_migration where number = 29')
  await worker.query('begin; lock table platform_order in row exclusive mode')
  const said: string[] = []
  const log = (line: string) => {
    said.push(line)
    // Neither waits for the other: what is at work may take its time.
    if (said.length === 3) void worker.query('commit')
  }
  await migrate({ url: database.url, lockMs: 50, log })
  expect(said.slice(0, 3)).toEqual([expect.stringMatching(/^Migrating: 0029/), expect.stringContaining('begun again'), expect.stringContaining('begun again')])
  expect((await worker.query(`select from pg_indexes where indexname = 'platform_order_unreadable'`)).rowCount).toBe(1)
  await worker.end()
  await database.drop()
})
