import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../tests/support/database.ts'
import { connect, type Database } from './database.ts'

let database: Database
let url: string
beforeAll(async () => {
  url = (await createDatabase()).url
  database = connect({ url, applicationName: 'test', maxConnections: 2 })
})
afterAll(() => database?.close())

const all = { merchant: 'all' }

describe('a database', () => {
  it('survives a connection that is cut between two statements of a transaction', async () => {
    const cut = database.transact(all, async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await database.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
      const gone = async () => (await database.pool.query('select 1 from pg_stat_activity where pid = $1', [rows[0]!.pid])).rowCount
      await expect.poll(gone).toBe(0)
      await tx.selectFrom('merchant').selectAll().execute()
    })
    await expect(cut).rejects.toThrow()
    expect(await database.transact(all, (tx) => tx.selectFrom('merchant').selectAll().execute())).toEqual([])
  })

  it('closes its connections whether or not a transaction ever used them', async () => {
    for (const use of [(one: Database) => one.pool.query('select 1'), (one: Database) => one.transact(all, async () => {})]) {
      const one = connect({ url, applicationName: 'closing', maxConnections: 1 })
      await use(one)
      await one.close()
      const open = async () => (await database.pool.query(`select 1 from pg_stat_activity where application_name = 'closing'`)).rowCount
      await expect.poll(open).toBe(0)
    }
  })
})
