import { existsSync } from 'node:fs'
import { mkdtemp, chmod, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { connect, migrate, seedShippingTypes, type Database } from '@crossdock/postgres'
import { startEmbedded } from '@crossdock/postgres/embedded'
import { guards } from './guards.ts'

/** What a transaction that wrote is asked before its COMMIT. */
const xidAsked = 'select pg_current_xact_id_if_assigned()::text as xid'

/** A real PostgreSQL whose clock and whose chance are the simulation's. */
export interface SimulatedDatabase {
  database: Database
  /** The instant that every transaction from here on takes for now. */
  clock: { now: () => number }
  /** Everything of the seed before is gone, and chance begins anew. */
  reset(seed: number): Promise<void>
  stop(): Promise<void>
}

/*
 * public comes before pg_catalog in the search path, so that these are what migrations bind their defaults to, and what
 * statements call. Without an instant the real clock goes on, for the queue's own tables.
 */
const virtual = `
create function public.now() returns timestamptz language sql stable as $$ select coalesce(nullif(current_setting('sim.now', true), '')::timestamptz, pg_catalog.now()) $$;
create function public.clock_timestamp() returns timestamptz language sql volatile as $$ select coalesce(nullif(current_setting('sim.now', true), '')::timestamptz, pg_catalog.clock_timestamp()) $$;
create function public.gen_random_uuid() returns uuid language sql volatile as $$ select md5(random()::text || random()::text)::uuid $$;
`
// Plans, and with them the order of rows that nobody ordered, must not depend on what other seeds left behind.
const settings = {
  fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', jit: 'off', max_parallel_workers_per_gather: '0', plan_cache_mode: 'force_generic_plan', wal_level: 'minimal', max_wal_senders: '0',
}

export async function startSimulatedDatabase(): Promise<SimulatedDatabase> {
  // Emptying every table for each seed is a matter of files, which memory makes and takes four times as fast.
  const dataDir = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'crossdock-simulation-'))
  await chmod(dataDir, 0o755)
  const server = await startEmbedded({ dataDir, database: 'simulation', log: () => {}, settings })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const url = `${server.url}${server.url.includes('?') ? '&' : '?'}options=${encodeURIComponent('-c search_path=public,pg_catalog')}`
    const clock = { now: Date.now }
    // One connection: what would wait for a second one is a transaction inside a transaction.
    const database = connect({ url, applicationName: 'simulation', maxConnections: 1 })
    hurry(database, clock)
    await database.pool.query(virtual)
    await migrate({ url })
    await database.pool.query(guards)
    await seedShippingTypes(database)
    await database.pool.query(`update shipping_type set enabled = true where code = 'tcat'`)
    const { rows } = await database.pool.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('schema_migration', 'shipping_type')`)
    const tables = rows.map(({ name }) => name).sort()
    return {
      database, clock,
      async reset(seed) {
        await database.pool.query(`truncate ${tables.map((name) => `"${name}"`).join(', ')} cascade; insert into alert_round default values; select setseed(${(seed % 1_000_000) / 1_000_000})`)
      },
      async stop() {
        await database.close()
        await stop()
      },
    }
  } catch (err) {
    await stop()
    throw err
  }
}

/**
 * Tells the instant with the beginning of a transaction, plans each statement once, and leaves out ways to the server that cost much
 * and tell nothing: a COMMIT goes with the next BEGIN, for nobody else is there to see the difference, and nobody asks for the number
 * of a transaction, for no connection is lost. No constraint of ours is looked at as late as a COMMIT; should one be, the next
 * transaction fails for it.
 */
function hurry(database: Database, clock: { now: () => number }): void {
  const names = new Map<string, string>()
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `s${names.size}`
    names.set(text, name)
    return name
  }
  const answered = (command: string, rows: object[] = []) => Promise.resolve({ command, rows, rowCount: rows.length })
  database.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    let uncommitted = ''
    client.query = ((text: unknown, values?: unknown[], ...more: unknown[]) => {
      if (text === 'commit') {
        uncommitted = 'commit; '
        return answered('COMMIT')
      }
      if (text === xidAsked) return answered('SELECT', [{ xid: '1' }])
      const before = uncommitted
      uncommitted = ''
      if (typeof text === 'string' && text.startsWith('begin')) return query(`${before}${text}${text.endsWith(')') ? ',' : '; select'} set_config('sim.now', '${new Date(clock.now()).toISOString()}', true)`)
      if (before) return (query(before) as Promise<unknown>).then(() => query(text, values, ...more))
      if (typeof text === 'string' && Array.isArray(values) && values.length > 0) return query({ name: nameOf(text), text, values }, ...more)
      return query(text, values, ...more)
    }) as never
  })
}
