import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrateQueue } from './queue.ts'

const folder = fileURLToPath(new URL('../migrations/', import.meta.url))
/** Any number will do, as long as every process takes the same: one migrates, the others wait. */
export const migrationLock = 4300_0001

interface Migration {
  number: number
  name: string
  text: string
}

export function migrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({ number: Number(name.slice(0, 4)), name, text: readFileSync(folder + name, 'utf8') }))
}

/**
 * Brings a database up to date: each numbered file once, in its own transaction, forward only; then the queue's own tables.
 * @param options.lockMs how long a migration waits for a table that others are at work on before it begins again
 * @throws when the database is newer than this version of Crossdock
 */
export async function migrate(options: { url: string; log?: (message: string) => void; lockMs?: number }): Promise<void> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'crossdock migrate' })
  // The statement under way fails with the connection; an unhandled event would end the process instead.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query('create table if not exists schema_migration (number integer primary key, name text not null, applied_at timestamptz not null default now())')
    await client.query('alter table schema_migration add column if not exists needs integer not null default 0')
    const kept = (await client.query<{ number: number; needs: number }>('select number, needs from schema_migration')).rows
    const done = new Set(kept.map((row) => row.number))
    const known = migrations()
    const newest = Math.max(0, ...known.map((each) => each.number))
    const ahead = kept.filter(({ number }) => number > newest)
    const latest = Math.max(...ahead.map(({ number }) => number))
    // Widened by a version that is being put in our place, it still serves us.
    if (ahead.some(({ needs }) => needs > newest)) {
      throw new Error(`The database is at migration ${latest}, this version of Crossdock knows only ${newest}. Start the newer version, or restore a backup that fits.`)
    }
    if (ahead.length > 0) options.log?.(`The database is at migration ${latest}, ahead of this version, and serves it still`)
    for (const migration of known) {
      if (done.has(migration.number)) continue
      options.log?.(`Migrating: ${migration.name}`)
      await apply(client, migration, options)
    }
    await migrateQueue(client, options.url)
  } finally {
    await client.end()
  }
}

/** Who waits for a table keeps everybody else waiting behind: not for long, and then once more. */
const patienceMs = 3_000
const mostTries = 20
/** In each other's way with somebody at work: a deadlock, a lock that did not come in time. */
const inTheWay = new Set(['40P01', '55P03'])

/** In a transaction of its own, beside an older version at work; begun again when the two have got in each other's way. */
async function apply(client: pg.Client, migration: Migration, { lockMs = patienceMs, log }: { lockMs?: number; log?: (message: string) => void }): Promise<void> {
  for (let tried = 1; ; tried++) {
    await client.query('begin')
    try {
      await client.query(`set local lock_timeout = ${lockMs}`)
      await client.query(migration.text)
      await client.query('insert into schema_migration (number, name, needs) values ($1, $2, $3)', [migration.number, migration.name, needsOf(migration.text)])
      await client.query('commit')
      return
    } catch (err) {
      await client.query('rollback')
      if (!inTheWay.has((err as { code?: string }).code ?? '') || tried === mostTries) throw new Error(`Migration ${migration.name} failed, and nothing of it was kept: ${(err as Error).message}`, { cause: err })
      log?.(`Migrating: ${migration.name} gives way to others at work, and is begun again`)
      await delay(100 * tried)
    }
  }
}

/** The oldest code that can work with a migration: that which knows the migration of this number. */
function needsOf(text: string): number {
  return Number(/^-- Needs: (\d+)$/m.exec(text)?.[1] ?? 0)
}

/** @returns the migrations that this database still lacks; throws when it cannot be asked */
export async function pendingMigrations(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ number: number }>('select number from schema_migration')
  const done = new Set(rows.map((row) => row.number))
  return migrations().filter((each) => !done.has(each.number)).map((each) => each.name)
}
