import { migrate } from '@crossdock/postgres'
import pg from 'pg'
import { expect, it } from 'vitest'
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
