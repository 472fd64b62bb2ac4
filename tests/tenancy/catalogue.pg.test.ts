import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addGoods, type Goods } from './goods.ts'

let warehouse: TestWarehouse
let tables: string[]
let theirs: Goods
let own: Goods

beforeAll(async () => {
  warehouse = await openWarehouse()
  theirs = await addGoods(warehouse, 'ALPHA')
  own = await addGoods(warehouse, 'BETA')
  const found = await rows(warehouse, sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'merchant_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
  tables = found.map((each) => each.name)
})
afterAll(() => warehouse.close())

/* Their keys, indexes and references are looked at in distributable.pg.test.ts. */

describe('every table with a merchant', () => {
  it('is there to be looked at', () => {
    expect(tables).toEqual(expect.arrayContaining(['ec_account', 'hold', 'inbound', 'merchant', 'order_line', 'orders', 'platform_write', 'stock', 'timeline']))
  })

  it('is under row-level security, forced, with its one policy for everything', async () => {
    const found = await rows(warehouse, sql<{ name: string; enabled: boolean; forced: boolean; policies: string[] }>`
      select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
             array(select p.polcmd::text || p.polpermissive::text || p.polroles::text from pg_policy p where p.polrelid = c.oid) as policies
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any(${tables}::text[]) order by 1`)
    expect(found).toEqual(tables.map((name) => ({ name, enabled: true, forced: true, policies: ['*true{0}'] })))
  })

  it('shows nothing without a scope, and to a merchant only what is theirs', async () => {
    for (const table of tables) {
      const seen = async (merchant: string) =>
        warehouse.database.transact({ merchant }, async (tx) => {
          const { rows: found } = await sql<{ merchant_id: string }>`select merchant_id from ${sql.table(table)}`.execute(tx)
          return new Set(found.map((row) => row.merchant_id))
        })
      expect([table, await seen('')]).toEqual([table, new Set()])
      expect([table, await seen('none')]).toEqual([table, new Set()])
      expect([table, (await seen(own.merchantId)).has(theirs.merchantId)]).toEqual([table, false])
    }
  })

  it('takes no row of another merchant, new or changed', async () => {
    const as = (statement: ReturnType<typeof sql>) => warehouse.database.transact({ merchant: own.merchantId }, (tx) => statement.execute(tx))
    await expect(as(sql`insert into product (merchant_id, id, sku, name) values (${theirs.merchantId}, ${newId()}, 'x', 'x')`)).rejects.toThrow('row-level security')
    await expect(as(sql`update product set merchant_id = ${theirs.merchantId} where merchant_id = ${own.merchantId}`)).rejects.toThrow('row-level security')
    expect((await as(sql`update product set name = 'x' where merchant_id = ${theirs.merchantId}`)).numAffectedRows).toBe(0n)
    expect((await as(sql`delete from hold where merchant_id = ${theirs.merchantId}`)).numAffectedRows).toBe(0n)
  })
})

it('the application’s role owns nothing, cannot pass by the policies, and cannot become somebody who can', async () => {
  const [role] = await rows(warehouse, sql`
    select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb,
           exists (select from pg_class where relowner = r.oid) as owns_tables, exists (select from pg_proc where proowner = r.oid) as owns_functions,
           exists (select from pg_auth_members where member = r.oid) as belongs_elsewhere,
           exists (select from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace) as has_back_doors
      from pg_roles r where rolname = 'crossdock_app'`)
  expect(role).toEqual({
    rolsuper: false, rolbypassrls: false, rolcanlogin: false, rolcreaterole: false, rolcreatedb: false, owns_tables: false, owns_functions: false, belongs_elsewhere: false, has_back_doors: false,
  })
})

it('work is done as that role, whoever connects, and only for as long as it lasts', async () => {
  const during = await rows(warehouse, sql<{ role: string; merchant: string }>`select current_user as role, current_setting('app.merchant') as merchant`)
  expect(during).toEqual([{ role: 'crossdock_app', merchant: 'all' }])
  const { rows: after } = await warehouse.database.pool.query(`select current_user <> 'crossdock_app' as other, coalesce(current_setting('app.merchant', true), '') as merchant`)
  expect(after).toEqual([{ other: true, merchant: '' }])
})
