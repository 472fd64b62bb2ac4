import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate, migrationLock, migrations } from '../migrate.ts'
import { afterRestore } from './after-restore.ts'
import { tablesInOrder } from './catalogue.ts'
import { dropEverything } from './drop-everything.ts'
import { fullName, settle, type BackupHeader, type BackupKey, type BackupManifest, type TableOfBackup } from './format.ts'
import { BackupError, readBackup } from './read-backup.ts'

export interface RestoreReport {
  takenAt: string
  tables: number
  rows: number
  /** Stores that are now to be compared with what happened there since. */
  accounts: number
  /** Writes that were not settled when the backup was taken, and may have been carried out since. */
  writesInDoubt: number
  /** Mails and webhooks that waited then: they are sent by nobody but a person. */
  newsInDoubt: number
}

export interface RestoreOptions {
  url: string
  file: string
  /** The ring. */
  keys: readonly BackupKey[]
  /** Replace what the database holds. */
  force?: boolean
  /** Go on without the keys: what they sealed is lost. */
  withoutKeys?: boolean
}

/**
 * Puts a backup in the place of all that the database holds: wholly, or not at all. The file is read twice, first to check it.
 * @throws BackupError when the file is not right, a key is missing, the database is not empty, or somebody works on it
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const { url, file, keys, withoutKeys } = options
  const { header } = await readBackup(file, keys, { header: checkVersions, piece: () => {} }, withoutKeys)
  const client = new pg.Client({ connectionString: url, application_name: 'crossdock restore' })
  client.on('error', () => {})
  await client.connect()
  let report: RestoreReport
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await refuseOthers(client)
    if (!options.force) await refuseContent(client)
    await client.query('begin')
    await settle(client)
    await dropEverything(client)
    await makeTables(client, header)
    const copies = copier(client)
    const { manifest } = await readBackup(file, keys, { header: () => {}, piece: copies.piece }, withoutKeys)
    await copies.end()
    await verify(client, header, manifest)
    const after = await afterRestore(client, new Date(header.takenAt), withoutKeys ? keys.map(({ id }) => id) : null)
    await client.query('commit')
    report = { takenAt: header.takenAt, tables: header.tables.length, rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0), ...after }
  } finally {
    await client.end()
  }
  await migrate({ url })
  return report
}

function checkVersions({ migrations: wanted, crossdock }: BackupHeader): void {
  const known = migrations()
  const unknown = wanted.filter(({ number, name }) => !known.some((each) => each.number === number && each.name === name))
  if (unknown.length > 0) throw new BackupError(`The backup was made by Crossdock ${crossdock} with migrations that this version does not know: ${unknown.map(({ name }) => name).join(', ')}. Restore it with that version or a later one. Nothing was changed.`)
}

/** Two would make a mess of it: a process that works on rows which are replaced under it. */
async function refuseOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; connections: number }>(`
    select application_name as name, count(*)::int as connections from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name in ('crossdock api', 'crossdock worker') group by 1 order by 1`)
  if (rows.length > 0) throw new BackupError(`Crossdock is running on this database (${rows.map(({ name, connections }) => `${name}: ${connections} connections`).join(', ')}). Stop every process first. Nothing was changed.`)
}

async function refuseContent(client: pg.Client): Promise<void> {
  const { rows: [there] } = await client.query<{ there: boolean }>(`select to_regclass('public.merchant') is not null and to_regclass('auth.users') is not null as there`)
  if (!there?.there) return
  const { rows: [held] } = await client.query<{ merchants: number; users: number }>(`
    select count(*) filter (where kind = 'merchant')::int as merchants, count(*) filter (where kind = 'user')::int as users
      from (select set_config('app.merchant', 'all', false)) as scope, lateral (select 'merchant' as kind from merchant union all select 'user' from auth.users) as held`)
  if (held && held.merchants + held.users > 0) {
    throw new BackupError(`The database is not empty: it holds ${held.merchants} merchants and ${held.users} users. Restoring replaces all of it; take a backup of it first, then add --force. Nothing was changed.`)
  }
}

/** The tables as they were when the backup was taken; later migrations follow once its rows are in. */
async function makeTables(client: pg.Client, header: BackupHeader): Promise<void> {
  await client.query('create table schema_migration (number integer primary key, name text not null, applied_at timestamptz not null default now())')
  for (const { number, name, text } of migrations()) {
    if (!header.migrations.some((each) => each.number === number)) continue
    await client.query(text)
    await client.query('insert into schema_migration (number, name) values ($1, $2)', [number, name])
  }
  await settle(client)
  const made = await tablesInOrder(client)
  const text = (tables: TableOfBackup[]) => tables.map((table) => `${fullName(table)} ${[...table.columns].sort().join()}`).sort().join('\n')
  if (text(made) !== text(header.tables)) throw new BackupError('The tables of the backup are not those that its migrations make. Nothing was changed.')
  // A migration may have laid rows in.
  await client.query(`truncate ${made.map(quoted).join(', ')} cascade`)
  // COPY will not write below row-level security; it is forced again before anybody else can look.
  // And what triggers keep in step comes with the rest.
  for (const table of await forced(client)) await client.query(`alter table ${quoted(table)} no force row level security, disable trigger user`)
}

const quoted = ({ schema, name }: { schema: string; name: string }) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`

async function forced(client: pg.Client, flag = true): Promise<{ schema: string; name: string }[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and c.relrowsecurity and c.relforcerowsecurity = $1`,
    [flag],
  )
  return rows
}

/** Pieces go to their table's COPY as they come, a table after the other. */
function copier(client: pg.Client) {
  let into: { table: string; stream: ReturnType<typeof copyFrom> } | undefined
  const end = async () => {
    if (!into) return
    const { stream } = into
    into = undefined
    stream.end()
    await finished(stream)
  }
  return {
    async piece(table: TableOfBackup, body: Buffer) {
      if (into?.table !== fullName(table)) {
        await end()
        into = { table: fullName(table), stream: client.query(copyFrom(`copy ${quoted(table)} (${table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')}) from stdin`)) }
      }
      const { stream } = into
      if (stream.errored) throw stream.errored
      if (!stream.write(body)) await once(stream, 'drain')
    },
    end,
  }
}

async function verify(client: pg.Client, header: BackupHeader, { tables, sequences }: BackupManifest): Promise<void> {
  for (const table of header.tables) {
    const { rows: [there] } = await client.query<{ rows: number }>(`select count(*)::int as rows from ${quoted(table)}`)
    const expected = tables.find((each) => each.table === fullName(table))?.rows
    if (there?.rows !== expected) throw new BackupError(`${fullName(table)} came to ${there?.rows} rows instead of ${expected}. Nothing was changed.`)
  }
  for (const { schema, name, value, called } of sequences) await client.query('select setval($1::regclass, $2, $3)', [quoted({ schema, name }), value, called])
  for (const table of await forced(client, false)) await client.query(`alter table ${quoted(table)} force row level security, enable trigger user`)
}
