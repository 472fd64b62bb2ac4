import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Demo } from './demo.ts'

/** Changes a row behind the server's back, in the database that it brought itself: what otherwise takes time, such as ageing. */
export async function changeRows(demo: Demo, sql: string, values: unknown[]): Promise<number> {
  const socketDir = readFileSync(path.join(demo.world.dataDir, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[4]
  const client = new pg.Client({ host: socketDir, port: 5432, user: 'crossdock', database: 'crossdock' })
  await client.connect()
  try {
    return (await client.query(sql, values)).rowCount ?? 0
  } finally {
    await client.end()
  }
}
