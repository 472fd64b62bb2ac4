import pg from 'pg'
import { ownerRole } from './cluster.ts'
import { socketNumber } from './socket.ts'

/** The address for `pg` of a database behind a private socket. Every part is spelled out, so that PG* variables cannot bend it. */
export function databaseUrl(socketDir: string, database: string): string {
  return `postgres://${ownerRole}@/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}&port=${socketNumber}&sslmode=disable`
}

/** A connection to the maintenance database; undefined when no server answers. */
export async function tryConnect(socketDir: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: databaseUrl(socketDir, 'postgres'), connectionTimeoutMillis: 3_000 })
  // The server may go away at any time, which would otherwise be an unhandled event.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch {
    await client.end().catch(() => {})
    return undefined
  }
}

export async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const found = await client.query('select 1 from pg_database where datname = $1', [database])
  if (found.rowCount) return
  try {
    await client.query(`create database ${client.escapeIdentifier(database)}`)
  } catch (err) {
    // 42P04 and 23505: another starter created it in the meantime.
    if (!['42P04', '23505'].includes((err as { code?: string }).code ?? '')) throw err
  }
}

/** Waits until the server behind the socket is gone, by keeping a connection that does not keep the process alive. */
export async function untilGone(socketDir: string, first: pg.Client, signal: AbortSignal): Promise<void> {
  let client: pg.Client | undefined = first
  while (client) {
    // @types/pg leaves both out.
    const current = client as pg.Client & { unref(): void; ref(): void }
    current.unref()
    await new Promise<void>((resolve) => {
      current.once('end', resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    if (signal.aborted) {
      // Its end is worth staying alive for: somebody waits for it.
      current.ref()
      await current.end().catch(() => {})
      return
    }
    // A single connection may also be cut while the server lives on.
    client = await tryConnect(socketDir)
  }
}
