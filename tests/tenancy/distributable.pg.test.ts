import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { citusCommands, copied, hindrances, nobodys, readCatalogue } from './distributable.ts'

/* The tables of merchants can be spread over several servers by merchant_id, as they are: what Citus asks of keys and references, asked of the catalogue. */

let created: TestDatabase
let client: pg.Client

beforeAll(async () => {
  created = await createDatabase()
  client = new pg.Client({ connectionString: created.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await created.drop()
})

describe('the catalogue', () => {
  it('has nothing that keeps a merchant’s rows from lying together on a server of their own', async () => {
    expect(hindrances(await readCatalogue(client))).toEqual([])
  })

  it('is looked at as a whole: tables, their parts, keys, references', async () => {
    const { tables, uniques, references } = await readCatalogue(client)
    const names = tables.map((table) => table.name)
    expect(names).toEqual(expect.arrayContaining(['orders', 'order_line', 'platform_order', 'timeline', 'parts.timeline_rest', 'parts.platform_call_before', 'platform_write']))
    expect(tables.filter((table) => table.part_of !== null).length).toBeGreaterThanOrEqual(4)
    expect(uniques.length).toBeGreaterThan(70)
    expect(references.length).toBeGreaterThan(35)
    // What is named as an exception is there, and is still one.
    expect([...Object.keys(copied), ...Object.keys(nobodys)].filter((name) => !names.includes(name))).toEqual([])
    expect(tables.filter((table) => table.name in nobodys && (table.merchant !== null || table.forced))).toEqual([])
  })

  it('is what docs/citus.sql was written from (npm test -- tests/tenancy/distributable -u writes it again)', async () => {
    const commands = citusCommands(await readCatalogue(client))
    expect(commands.filter((line) => line.startsWith('select create_distributed_table')).length).toBeGreaterThan(40)
    await expect(`-- Written by tests/tenancy/distributable.pg.test.ts from the catalogue; docs/scale.md says when and what for.\n\n${commands.join('\n')}\n`).toMatchFileSnapshot('../../docs/citus.sql')
  })
})

it('what is typed can be typed from top to bottom, and leaves the same references and every merchant to itself', async () => {
  const before = await readCatalogue(client)
  await client.query('begin')
  try {
    // In place of Citus, which is not here: that it spreads the rows is not shown, that the statements around it hold is.
    await client.query(`
      create table spread (place integer generated always as identity, name text primary key);
      create function create_reference_table(text) returns void language sql as 'insert into spread (name) values ($1)';
      create function create_distributed_table(text, text, colocate_with text) returns void language sql as 'insert into spread (name) values ($1)';`)
    await client.query(citusCommands(before).join('\n'))
    const { rows: order } = await client.query<{ name: string }>('select name from spread order by place')
    await client.query('drop table spread cascade')
    const after = await readCatalogue(client)
    expect(after).toEqual(before)
    const names = order.map((row) => row.name)
    expect([...names].sort()).toEqual([...new Set([...Object.keys(copied), ...before.tables.filter((table) => table.forced && table.part_of === null).map((table) => table.name)])].sort())
    for (const { table, target } of before.references) if (names.includes(table) && table !== target) expect([table, names.indexOf(target) < names.indexOf(table)]).toEqual([table, true])

    await client.query(`insert into merchant (merchant_id, code, name) select id, code, code from (values ('018f0000-0000-7000-8000-00000000000a'::uuid, 'A'), ('018f0000-0000-7000-8000-00000000000b', 'B')) as new (id, code)`)
    const seenBy = async (scope: string) => {
      await client.query(`select set_config('role', 'crossdock_app', true), set_config('app.merchant', $1, true)`, [scope])
      const { rows } = await client.query<{ code: string }>('select code from merchant order by code')
      await client.query('reset role')
      return rows.map((row) => row.code)
    }
    expect([await seenBy(''), await seenBy('018f0000-0000-7000-8000-00000000000b'), await seenBy('all')]).toEqual([[], ['B'], ['A', 'B']])
  } finally {
    await client.query('rollback')
  }
})

/** What somebody might add some day, and what is said of it. */
const breaks: [string, string, string[]][] = [
  ['a unique index without the merchant', 'create unique index broken on orders (platform_order_id)', ['unique index broken of orders: merchant_id is not its first column']],
  ['one that only covers the merchant', 'create unique index broken on hold (id) include (merchant_id)', ['unique index broken of hold: merchant_id is not its first column']],
  ['one by an expression of the merchant', 'create unique index broken on hold ((merchant_id::text), id)', ['unique index broken of hold: merchant_id is not its first column']],
  ['a partial one', `create unique index broken on fetch_run (ec_account_id) where status = 'queued'`, ['unique index broken of fetch_run: merchant_id is not its first column']],
  ['one of a partition alone', 'create unique index broken on parts.timeline_rest (id)', ['unique index parts.broken of parts.timeline_rest: merchant_id is not its first column']],
  ['an exclusion', 'alter table hold add constraint broken exclude (id with =)', ['unique index broken of hold: merchant_id is not its first column']],
  ['a primary key without the merchant', `create table broken (id uuid primary key, merchant_id uuid not null); select force_tenancy('broken')`, ['unique index broken_pkey of broken: merchant_id is not its first column']],
  ['a table without a key', `create table broken (merchant_id uuid not null); select force_tenancy('broken')`, ['table broken: has no primary key']],
  ['a table that is not under row-level security', 'create table broken (merchant_id uuid primary key)', ['table broken: row-level security is not forced']],
  ['a merchant of another type', `create table broken (merchant_id text primary key); select force_tenancy('broken')`, ['table broken: merchant_id is text not null in place of uuid not null']],
  ['a table that says nothing of merchants', 'create table broken (id uuid primary key)', ['table broken: has no merchant_id, and nobody says why']],
  ['a reference that leaves the merchant out', `create unique index other on product (id); create table broken (merchant_id uuid primary key, product_id uuid references product (id)); select force_tenancy('broken')`,
    ['unique index other of product: merchant_id is not its first column', 'foreign key broken_product_id_fkey of broken: does not pair merchant_id with merchant_id']],
  ['a reference that crosses the columns', `create table broken (merchant_id uuid, id uuid, primary key (merchant_id, id), constraint crossed foreign key (id, merchant_id) references product (merchant_id, id)); select force_tenancy('broken')`,
    ['foreign key crossed of broken: does not pair merchant_id with merchant_id']],
  ['a reference that sets the merchant to nothing', 'alter table hold add constraint broken foreign key (merchant_id, order_id) references orders (merchant_id, id) on delete set null', ['foreign key broken of hold: would set merchant_id to nothing']],
  ['a reference to what only one server has', 'alter table hold add column way text constraint broken references shop_binding_of (way)', ['foreign key broken of hold: refers to shop_binding_of, of which only one server has the rows']],
  ['a reference from a user to rows of merchants', 'alter table auth.session add column merchant uuid, add column account uuid, add constraint broken foreign key (merchant, account) references ec_account (merchant_id, id)',
    ['foreign key broken of auth.session: refers to rows of merchants, and is none itself']],
  ['a reference from what only one server has', `alter table call_rate add column merchant uuid, add column account uuid; alter table call_rate set logged; alter table call_rate add constraint broken foreign key (merchant, account) references ec_account (merchant_id, id)`,
    ['foreign key broken of call_rate: refers to rows of merchants, and is none itself']],
]

describe('the look at it', () => {
  it.each(breaks)('finds %s', async (_what, statements, said) => {
    await client.query('begin')
    try {
      if (statements.includes('shop_binding_of')) await client.query('create table shop_binding_of (way text primary key)')
      await client.query(statements)
      expect(hindrances(await readCatalogue(client)).filter((line) => !line.startsWith('table shop_binding_of'))).toEqual(said)
    } finally {
      await client.query('rollback')
    }
  })
})
