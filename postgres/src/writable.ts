import { sql } from 'kysely'
import type { Database } from './database.ts'

/** @throws when the database cannot be reached, or takes no writes (a standby) */
export async function assertWritable(database: Database): Promise<void> {
  await database.transact({ merchant: 'all' }, (tx) => sql`update request_work set at = at where false`.execute(tx))
}
