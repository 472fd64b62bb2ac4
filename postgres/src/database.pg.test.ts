import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../tests/support/database.ts'
import { connect, type Database } from './database.ts'
import { sendPrepared } from './send.ts'

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

  it('prepares a statement once a connection, unless that is lent by a pooler', async () => {
    for (const pooled of [false, true]) {
      const one = connect({ url, applicationName: 'preparing', maxConnections: 1, pooled })
      const names = () => one.transact(all, async (tx) => {
        const add = (number: number) => sendPrepared(tx, sql<{ sum: number }>`select ${number}::integer + 1 as sum`)
        expect(await Promise.all([add(1), add(2)])).toEqual([[{ sum: 2 }], [{ sum: 3 }]])
        return (await sql<{ name: string }>`select name from pg_prepared_statements`.execute(tx)).rows.length
      })
      expect([await names(), await names()]).toEqual(pooled ? [0, 0] : [1, 1])
      await one.close()
    }
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
