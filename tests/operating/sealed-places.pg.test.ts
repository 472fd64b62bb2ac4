import { sealedPlaces } from '@crossdock/postgres'
import pg from 'pg'
import { expect, it } from 'vitest'
import { createDatabase } from '../support/database.ts'

/** What is kept in bytes and is no secret: hashes, which nobody can open. */
const notSealed = /_hash$|^content_/
/** better-auth seals these itself, with a key of its own that follows from the ring's. */
const elsewhere = new Set(['auth.two_factor.secret', 'auth.two_factor.backup_codes'])

it('knows every column that holds a sealed secret or the id of its key', async () => {
  const { url, drop } = await createDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ schema: string; table: string; column: string }>(`
    select table_schema as schema, table_name as "table", column_name as "column" from information_schema.columns
     where table_schema in ('public', 'auth') and (data_type = 'bytea' or column_name ~ '(^|_)key_id$' or column_name ~ 'sealed') order by 1, 2, 3`)
  await client.end()
  await drop()
  const sealed = rows.filter((row) => !notSealed.test(row.column) && !elsewhere.has(`${row.schema}.${row.table}.${row.column}`))
  const missing = sealed.filter((row) => !sealedPlaces.some((place) => place.table === row.table && place.columns.includes(row.column)))
  expect(missing.map((row) => `${row.table}.${row.column} is not in postgres/src/sealed/places.ts`)).toEqual([])
  expect(sealed.length).toBeGreaterThan(5)
})
