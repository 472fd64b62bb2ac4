import { setTimeout as delay } from 'node:timers/promises'
import { newId } from '@crossdock/domain'
import type pg from 'pg'
import { defineBench } from './bench.ts'
import { seriesOf } from './measuring.ts'
import { openWarehouse } from './warehouse.ts'
import { startWorkers } from './workers.ts'

const nowhere = 'http://127.0.0.1:1'
const timeZone = 'Asia/Taipei'
/** From when the workers look until the slot comes: each has looked in vain before. */
const leadMs = 3_000

export const slots = defineBench({
  what: 'accounts whose slot comes at the same instant, claimed by several workers, one of which is killed in the middle',
  options: { accounts: 10_000, workers: 4, rounds: 3 },
  small: { accounts: 300, workers: 2, rounds: 1 },
  async run({ accounts, workers, rounds }) {
    const warehouse = await openWarehouse(nowhere)
    const { sql, url } = warehouse
    try {
      await addAccounts(sql, accounts)
      const seconds: number[] = []
      const wrong: number[] = []
      const statements: number[] = []
      for (let round = 0; round < rounds; round++) {
        await sql.query(`delete from fetch_run`)
        await sql.query(`delete from pgboss.job`)
        const running = await startWorkers(workers, { url, storeUrl: nowhere }, { rounds: ['claiming slots'] })
        try {
          const due = await fallDue(sql)
          await warehouse.settle()
          await sql.query('select pg_stat_statements_reset()')
          await until(sql, due, accounts, accounts - Math.floor(accounts / 3))
          running.processes[0]!.kill('SIGKILL')
          await until(sql, due, accounts, 0)
          seconds.push((Date.now() - due.getTime()) / 1000)
        } finally {
          await running.stop()
        }
        const { rows: [{ calls }] } = await sql.query(`select sum(calls)::float8 as calls from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and query not like '%as still_due%' and query not like '%FOR KEY SHARE OF x' and query not like '%pg_stat_%'`)
        statements.push(calls / accounts)
        wrong.push(await otherThanOnce(sql))
      }
      return {
        figures: [{ name: `${accounts.toLocaleString('en-US')} accounts claimed`, unit: 's', ours: seriesOf(seconds), goal: { atMost: 10 } }],
        counts: [
          { name: 'accounts claimed other than once', unit: '', value: Math.max(...wrong), goal: { atMost: 0 } },
          { name: 'statements', unit: 'an account', value: seriesOf(statements).median },
        ],
        notes: [`From the instant of the slot; ${workers} workers look every two seconds, as the product's do, and one is killed when a third is claimed. Claimed is an account with its run, its job and its next slot. What they claimed is not begun; what a foreign key looks up is not counted.`],
      }
    } finally {
      await warehouse.drop()
    }
  },
})

/** Connected accounts, each of a merchant of its own, none of them due. */
async function addAccounts(sql: pg.Client, accounts: number): Promise<void> {
  const ids = () => Array.from({ length: accounts }, () => newId())
  await sql.query(`select set_config('app.merchant', 'all', false)`)
  await sql.query(`
    with made as materialized (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as m (merchant_id, channel_id, id, number)), merchants as (
      insert into merchant (merchant_id, code, name) select merchant_id, 'M' || number, 'M' || number from made
    ), channels as (
      insert into sales_channel (merchant_id, id, name) select merchant_id, channel_id, '官網' from made
    )
    insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, shop_id, shop_title, connected_at, first_connected_at, fetch_enabled, time_zone)
    select merchant_id, id, 'liteshop', 'Account ' || number, channel_id, 'connected', 'shop-' || number, 'Shop ' || number, now(), now(), true, $4 from made`, [ids(), ids(), ids(), timeZone])
}

/** Sets one slot for all, of this minute, and makes it come in a while. @returns when */
async function fallDue(sql: pg.Client): Promise<Date> {
  const due = new Date(Date.now() + leadMs)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(Date.now())
  await sql.query(`update ec_account set fetch_schedule = array[$2], next_fetch_at = $1`, [due, time])
  return due
}

/** Waits until no more than so many accounts are still due. */
async function until(sql: pg.Client, due: Date, accounts: number, left: number): Promise<void> {
  const givenUp = Date.now() + leadMs + 60_000 + accounts * 20
  for (;;) {
    const { rows: [{ still_due: still }] } = await sql.query('select count(*)::integer as still_due from ec_account where next_fetch_at <= $1', [due])
    if (still <= left) return
    if (Date.now() > givenUp) throw new Error(`${still} accounts are still due`)
    await delay(50)
  }
}

/** Accounts that have not one run of the slot, one job for it and a next slot. */
async function otherThanOnce(sql: pg.Client): Promise<number> {
  const { rows: [{ wrong }] } = await sql.query(`
    with runs as (
      select r.merchant_id, r.ec_account_id, count(*) as runs, sum(j.jobs) as jobs
        from fetch_run r left join (select (data ->> 'id')::uuid as id, count(*) as jobs from pgboss.job where name = 'run-fetch' group by 1) j using (id) group by 1, 2
    )
    select count(*)::integer as wrong from ec_account a left join runs r on r.merchant_id = a.merchant_id and r.ec_account_id = a.id
     where a.next_fetch_at is null or a.next_fetch_at <= now() or r.runs is distinct from 1 or r.jobs is distinct from 1`)
  return wrong as number
}
