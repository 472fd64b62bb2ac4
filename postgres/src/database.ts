import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

/** Whose rows a transaction may touch: one merchant's, or all. */
export interface Scope {
  merchant: string
}

/** A transaction as the application's role, within a scope. */
export type Tx = Transaction<Tables>

export interface Database {
  pool: pg.Pool
  /** Work happens wholly or not at all. Deadlocks and serialization failures repeat the whole of it, three times at most. */
  transact<Result>(scope: Scope, work: (tx: Tx) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** Serialization failure, deadlock. */
const repeatable = new Set(['40001', '40P01'])

export function connect(options: { url: string; applicationName: string; maxConnections?: number; onError?: (err: Error) => void }): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  })
  // Without handlers, a connection that dies would end the process: the pool's is for idle ones, the client's for one that
  // is taken and between two statements.
  pool.on('error', (err) => options.onError?.(err))
  pool.on('connect', (client) => client.on('error', () => {}))
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

  const once = <Result>(scope: Scope, work: (tx: Tx) => Promise<Result>) =>
    kysely.transaction().execute(async (tx) => {
      await sql`select set_config('role', 'crossdock_app', true), set_config('app.merchant', ${scope.merchant}, true)`.execute(tx)
      return work(tx)
    })

  return {
    pool,
    async transact(scope, work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(scope, work)
        } catch (err) {
          if (attempt >= 3 || !repeatable.has((err as { code?: string }).code ?? '')) throw err
        }
      }
    },
    async close() {
      await kysely.destroy()
      // Kysely ends the pool only when it has used it itself.
      if (!pool.ending) await pool.end()
    },
  }
}
