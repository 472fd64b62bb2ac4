import pg from 'pg'
import { ScopedClient } from './scoped-client.ts'

/** Connections to the sign-in tables, as the role that sees these and nothing else. */
export function connectSignIn(options: { url: string; pooled?: boolean | undefined; maxConnections: number; onError: (err: Error) => void }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'crossdock sign-in',
    ...(options.pooled ? { Client: ScopedClient } : { options: '-c search_path=auth -c role=crossdock_sign_in' }),
    max: options.maxConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  })
  // Without handlers, a connection that dies would end the process: the pool's is for idle ones, the client's for one that
  // is taken and between two statements.
  pool.on('error', options.onError)
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Work that happens wholly or not at all. */
export async function inTransaction<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (err) {
    broken = await client.query('rollback').then(() => undefined, (failure: Error) => failure)
    throw err
  } finally {
    client.release(broken)
  }
}
