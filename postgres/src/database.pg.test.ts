import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../tests/support/database.ts'
import { connect, type Database } from './database.ts'
import { send, sendPrepared } from './send.ts'

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

  it('reads as the application’s role and within the scope, as in any transaction', async () => {
    const who = sql<{ role: string; merchant: string }>`select current_user::text as role, current_setting('app.merchant') as merchant`
    expect(await database.read({ merchant: 'm' }, (tx) => send(tx, who))).toEqual([{ role: 'crossdock_app', merchant: 'm' }])
    expect(await database.pool.query('select current_user <> $1 as left_again', ['crossdock_app'])).toMatchObject({ rows: [{ left_again: true }] })
  })

  it('refuses in a reading what is asked for after its end was sent, and what writes, before the database hears of it', async () => {
    const one = connect({ url, applicationName: 'reading', maxConnections: 1 })
    const number = sql<{ n: number }>`select 1 as n`
    await expect(one.read(all, async (tx) => [await send(tx, number), await send(tx, number)])).rejects.toThrow('at once')
    await expect(one.read(all, async (tx) => { await Promise.resolve(); return send(tx, number) })).rejects.toThrow('at once')
    await expect(one.read(all, (tx) => send(tx, sql`delete from merchant`))).rejects.toThrow('only reads')
    await expect(one.read(all, (tx) => tx.selectFrom('merchant').selectAll().execute())).rejects.toThrow('at once')
    await expect(one.read(all, (tx) => send(tx, sql`select nothing_of_this_name`))).rejects.toThrow('does not exist')
    expect(await one.read(all, (tx) => Promise.all([send(tx, number), send(tx, number)]))).toEqual([[{ n: 1 }], [{ n: 1 }]])
    await one.close()
  })

  it('gives nothing of a reading whose transaction has not begun as it should', async () => {
    const one = connect({ url, applicationName: 'reading', maxConnections: 1, pooled: true, statementMs: -7 })
    await expect(one.read(all, (tx) => send(tx, sql`select 1 as n`))).rejects.toThrow('statement_timeout')
    expect((await one.pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await one.close()
  })

  it('reads on after a reading that the database has refused, whatever of it was prepared before', async () => {
    const one = connect({ url, applicationName: 'refused', maxConnections: 1 })
    const read = (divisor: number) => one.read(all, (tx) => Promise.all([1, 2, 3].map((number) => sendPrepared(tx, sql<{ n: number }>`select ${sql.lit(number)} * 6 / ${number === 2 ? divisor : 1}::integer as n`))))
    await expect(read(0)).rejects.toThrow('division by zero')
    expect(await read(1)).toEqual([[{ n: 6 }], [{ n: 12 }], [{ n: 18 }]])
    await expect(read(0)).rejects.toThrow('division by zero')
    expect([await read(2), await read(3)]).toEqual([[[{ n: 6 }], [{ n: 6 }], [{ n: 18 }]], [[{ n: 6 }], [{ n: 4 }], [{ n: 18 }]]])
    // A value that cannot be sent at all.
    const circular: Record<string, unknown> = {}
    circular['itself'] = circular
    await expect(one.read(all, (tx) => Promise.all([send(tx, sql`select 1 as n`), send(tx, sql`select ${circular}::jsonb as n`)]))).rejects.toThrow('circular')
    expect(await one.transact(all, (tx) => sendPrepared(tx, sql<{ n: number }>`select ${sql.lit(1)} * 6 / ${4}::integer as n`))).toEqual([{ n: 1 }])
    await one.close()
  })

  it('keeps no connection on which a value could not be sent: what was prepared there is undone, and pg does not know', async () => {
    const one = connect({ url, applicationName: 'unsendable', maxConnections: 1 })
    const circular: Record<string, unknown> = {}
    circular['itself'] = circular
    for (const go of [one.read, one.transact]) {
      const ask = (value: unknown) => go(all, (tx) => Promise.all([1, 2].map((number) => sendPrepared(tx, sql<{ n: number }>`select (${number === 2 ? value : { n: number }}::jsonb ->> 'n')::integer as n`))))
      await expect(ask(circular)).rejects.toThrow('circular')
      expect(await ask({ n: 2 })).toEqual([[{ n: 1 }], [{ n: 2 }]])
      await expect(ask(circular)).rejects.toThrow('circular')
      expect(await ask({ n: 3 })).toEqual([[{ n: 1 }], [{ n: 3 }]])
    }
    await one.close()
  })

  it('asks anew what was prepared before a newer version changed the type of a column', async () => {
    const one = connect({ url, applicationName: 'widened', maxConnections: 1 })
    await one.pool.query('create table widened as select 1 as n; grant select on widened to crossdock_app')
    for (const [go, type] of [[one.read, 'text'], [one.transact, 'bigint']] as const) {
      const ask = () => go(all, (tx) => sendPrepared(tx, sql<{ n: unknown }>`select n from widened`))
      await ask()
      await one.pool.query(`alter table widened alter n type ${type} using n::${type}`)
      expect(await ask()).toEqual([{ n: type === 'text' ? '1' : 1 }])
    }
    await one.close()
  })

  it('reads of any type what a transaction does, the first time and when it is described no more', async () => {
    const one = connect({ url, applicationName: 'types', maxConnections: 1 })
    const asked = sql<Record<string, unknown>>`select 1::bigint as big, 2::integer as small, 1.5::numeric as exact, true as truth, null::text as nothing, '{"a": [1]}'::jsonb as json, array['x', null, 'y,z'] as list,
      '2026-11-26'::date as day, '2026-11-26 17:50:26.123456+08'::timestamptz as instant, '\\x00ff'::bytea as bytes, 3 as small where ${1}::integer = 1`
    const rows = await one.transact(all, (tx) => send(tx, asked))
    expect(rows).toMatchObject([{ big: 1, small: 3, nothing: null, json: { a: [1] }, list: ['x', null, 'y,z'], day: '2026-11-26', instant: new Date('2026-11-26T09:50:26.123Z') }])
    for (let time = 0; time < 3; time++) expect(await one.read(all, (tx) => sendPrepared(tx, asked))).toEqual(rows)
    expect(await one.read(all, (tx) => send(tx, asked))).toEqual(rows)
    expect(await one.read(all, (tx) => Promise.all([sendPrepared(tx, sql`select 1 as n where ${2}::integer = 1`), sendPrepared(tx, asked)]))).toEqual([[], rows])
    await one.close()
  })

  it('reads again when the connection is lost on the way', async () => {
    const one = connect({ url, applicationName: 'cut', maxConnections: 2 })
    let tries = 0
    const reading = one.read(all, (tx) => send(tx, sql<{ n: number }>`select 1 as n from pg_sleep(${tries++ === 0 ? 30 : 0})`))
    const cut = async () => (await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut' and wait_event = 'PgSleep'`)).rowCount
    await expect.poll(cut).toBe(1)
    expect([await reading, tries]).toEqual([[{ n: 1 }], 2])
    await one.close()
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
