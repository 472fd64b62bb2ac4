import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'

/** A key of the ring: a backup names the keys that its secrets need, and never holds them. */
export interface BackupKey {
  id: string
  key: Buffer
}

/** The first entry of a backup. */
export interface BackupHeader {
  format: 1
  /** The version that made it. */
  crossdock: string
  postgres: string
  takenAt: string
  migrations: { number: number; name: string }[]
  tables: TableOfBackup[]
  /** `proof` tells a key from another one that goes by the same id; null when it was not in the ring. */
  keys: { id: string; secrets: number; proof: string | null }[]
}

export interface TableOfBackup {
  schema: string
  name: string
  columns: string[]
}

/** The last entry but one: what all that stands before it must come to. */
export interface BackupManifest {
  headerSha256: string
  tables: { table: string; rows: number; sha256: string }[]
  sequences: { schema: string; name: string; value: number; called: boolean }[]
}

/** The last entry: nobody without one of the keys can have written the manifest. */
export interface BackupSeal {
  keyId: string
  hmac: string
}

export const headerName = 'crossdock-backup.json'
export const manifestName = 'manifest.json'
export const sealName = 'seal.json'
/** Rows stand in PostgreSQL's own text format, as `COPY … FROM` reads it, in pieces of whole rows. */
export const pieceName = (table: TableOfBackup, piece: number) => `${table.schema}/${table.name}/${String(piece).padStart(6, '0')}.copy`

/** Not worth keeping: people sign in again, and links and processes of that day are over. */
export const leftOut = new Set(['public.schema_migration', 'public.process_heartbeat', 'public.call_rate', 'auth.session', 'auth.verification', 'auth.setup_link', 'auth.sign_in_failure'])

export const fullName = ({ schema, name }: { schema: string; name: string }) => `${schema}.${name}`
export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
export const proofOf = ({ id, key }: BackupKey, takenAt: string) => createHmac('sha256', key).update(`crossdock backup: key ${id} on ${takenAt}`).digest('hex')
export const hmacOf = ({ key }: BackupKey, manifest: Buffer) => createHmac('sha256', createHmac('sha256', key).update('crossdock backup: seal').digest()).update(manifest).digest('hex')
export const isSame = (one: string, other: string) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** What the text of values depends on, the same for writing and reading; and nothing cuts a long piece of work short. */
export async function settle(client: pg.ClientBase): Promise<void> {
  await client.query(`
    set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC'; set local extra_float_digits = 3; set local bytea_output = 'hex';
    set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local client_min_messages = 'warning'`)
  await client.query(`select set_config('app.merchant', 'all', true), set_config('search_path', 'public', true)`)
}
