import { connect, migrate, pendingMigrations, type Database } from '@crossdock/postgres'
import type pg from 'pg'
import type { Config } from '../config/config.ts'
import { openDatabasePlace, type DatabasePlace } from '../running/database-place.ts'
import { connectSignIn } from '../sign-in/pool.ts'

/** What a command works with. */
export interface CommandDatabase {
  url: string
  /** For what needs a session of its own. */
  directUrl: string
  database: Database
  signIn: pg.Pool
}

/**
 * Does a command's work on the migrated database, whether or not a server is running: the embedded PostgreSQL is adopted
 * where it runs, else started for as long as the work takes.
 */
export async function withDatabase<Result>(config: Config, work: (opened: CommandDatabase) => Promise<Result>): Promise<Result> {
  return withPlace(config, async ({ url, directUrl }, tell) => {
    const pooled = config.directDatabaseUrl !== null
    const onError = (err: Error) => tell(err.message)
    const database = connect({ url, applicationName: 'crossdock command', pooled, maxConnections: 3, onError })
    const signIn = connectSignIn({ url, pooled, maxConnections: 2, onError })
    try {
      if (!(await isUpToDate(database))) await migrate({ url: directUrl, log: tell })
      return await work({ url, directUrl, database, signIn })
    } finally {
      await signIn.end()
      await database.close()
    }
  })
}

/** As the other, for what works on the database as it is, whatever is in it. */
export async function withPlace<Result>(config: Config, work: (place: DatabasePlace, tell: (line: string) => void) => Promise<Result>): Promise<Result> {
  const tell = config.logLevel === 'debug' ? (line: string) => console.error(line) : () => {}
  const place = await openDatabasePlace(config, tell, (err) => console.error(err.message))
  try {
    return await work(place, tell)
  } finally {
    await place.stop()
  }
}

async function isUpToDate(database: Database): Promise<boolean> {
  try {
    return (await pendingMigrations(database.pool)).length === 0
  } catch (err) {
    // An empty database has no list of migrations yet.
    if ((err as { code?: string }).code === '42P01') return false
    throw err
  }
}
