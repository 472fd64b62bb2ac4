import type { Goal } from '../report.ts'
import type { BenchAccount, BenchWarehouse } from '../warehouse.ts'
import type { N8n } from './n8n.ts'
import { importOneByOne } from './transaction-per-order.ts'

/** Somebody else who brings orders from the pages into the database. */
export interface Rival {
  name: string
  /** How many times the orders of a round it is given, where it would be done too soon. */
  times?: number
  importAll(accounts: readonly BenchAccount[]): Promise<void>
  /** What it has written for these accounts. */
  rowsOf(accounts: readonly BenchAccount[]): Promise<{ orders: number; lines: number }>
  goal?: Goal
}

/** Into Crossdock's own tables. */
export function oneByOne({ sql }: BenchWarehouse, storeUrl: string): Rival {
  return {
    name: 'one transaction an order', goal: { atLeast: 6 },
    importAll: (accounts) => importOneByOne(sql, storeUrl, accounts),
    rowsOf: async (accounts) => (await sql.query(`
      select count(distinct o.id)::integer as orders, count(*)::integer as lines from orders o join order_line l on l.merchant_id = o.merchant_id and l.order_id = o.id where o.ec_account_id = any($1::uuid[])`, [accounts.map((account) => account.id)])).rows[0],
  }
}

/** Into tables of its own, both ways. */
export function viaN8n(n8n: N8n, { sql }: BenchWarehouse): Rival[] {
  const rowsOf = async (accounts: readonly BenchAccount[]) => (await sql.query(`
    select (select count(*)::integer from n8n.orders where store = any($1)) as orders, (select count(*)::integer from n8n.order_line where store = any($1)) as lines`, [accounts.map((account) => String(account.number))])).rows[0]
  return [
    { name: 'n8n as a user builds it', importAll: (accounts) => n8n.importBy('as-a-user', accounts), rowsOf },
    { name: 'n8n with SQL by hand', times: 5, goal: { atLeast: 6 }, importAll: (accounts) => n8n.importBy('with-sql', accounts), rowsOf },
  ]
}
