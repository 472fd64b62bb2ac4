import pg from 'pg'
import { expect, it } from 'vitest'
import { createDatabase } from './database.ts'

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

it('gives every test a migrated database of its own', async () => {
  const [one, other] = await Promise.all([createDatabase(), createDatabase()])
  await query(one.url, 'create table mine (a int)')
  expect(await query(other.url, `select to_regclass('mine') as mine`)).toEqual([{ mine: null }])
  expect(await query(other.url, 'select count(*)::int > 0 as migrated from schema_migration')).toEqual([{ migrated: true }])
  await Promise.all([one.drop(), other.drop()])
  await expect(query(one.url, 'select 1')).rejects.toThrow('does not exist')
})

it('runs on the PostgreSQL of its project', async ({ task }) => {
  const database = await createDatabase()
  const [found] = await query(database.url, `select current_setting('server_version_num')::int / 10000 as major, lower('Ä') as lower`)
  expect(found).toEqual({ major: task.file.projectName === 'pg18' ? 18 : expect.any(Number), lower: 'ä' })
  expect(Number(found?.['major'])).toBeGreaterThanOrEqual(15)
  await database.drop()
})
