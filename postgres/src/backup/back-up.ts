import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { keyUse } from '../sealed/secrets.ts'
import { sequences, tablesInOrder } from './catalogue.ts'
import { fullName, headerName, hmacOf, manifestName, pieceName, proofOf, sealName, settle, sha256, type BackupHeader, type BackupKey, type BackupManifest, type TableOfBackup } from './format.ts'
import { countLines } from './read-backup.ts'
import { tarEnd, tarEntry } from './tar.ts'

export interface BackupReport {
  file: string
  bytes: number
  takenAt: string
  tables: number
  rows: number
  /** The ids of the keys without which the backup's secrets do not open. */
  keys: string[]
}

const pieceBytes = 1024 * 1024

/**
 * Writes the whole database, as it is at one instant, to a file: one snapshot, whatever goes on meanwhile. Memory stays
 * flat. The file appears under its name when it is whole and on the disk.
 * @param options.keys the ring, the current key first
 */
export async function backUp(options: { url: string; file: string; keys: readonly BackupKey[]; version: string }): Promise<BackupReport> {
  const [current] = options.keys
  if (!current) throw new Error('a backup is sealed with a key of the ring, which is empty')
  const client = new pg.Client({ connectionString: options.url, application_name: 'crossdock backup' })
  client.on('error', () => {})
  await client.connect()
  const part = path.join(path.dirname(options.file), `.${path.basename(options.file)}.${process.pid}.part`)
  try {
    await client.query('begin isolation level repeatable read read only')
    await settle(client)
    const header = await headerOf(client, options.keys, options.version)
    const manifest: BackupManifest = { headerSha256: '', tables: [], sequences: await sequences(client) }
    await pipeline(entries(client, header, manifest, current), createGzip({ level: 4 }), createWriteStream(part, { flags: 'wx', mode: 0o600 }))
    await client.query('commit')
    await keep(part, options.file)
    return {
      file: options.file, bytes: (await stat(options.file)).size, takenAt: header.takenAt, tables: header.tables.length,
      rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0), keys: header.keys.map(({ id }) => id),
    }
  } catch (err) {
    await rm(part, { force: true })
    throw err
  } finally {
    await client.end()
  }
}

async function headerOf(client: pg.Client, keys: readonly BackupKey[], version: string): Promise<BackupHeader> {
  const { rows: [of] } = await client.query<{ at: Date; postgres: string }>(`select transaction_timestamp() as at, current_setting('server_version') as postgres`)
  const { rows: migrations } = await client.query<{ number: number; name: string }>('select number, name from schema_migration order by number')
  const takenAt = of!.at.toISOString()
  const used = new Map<string, number>()
  for (const { keyId, secrets } of await keyUse(client)) used.set(keyId, (used.get(keyId) ?? 0) + secrets)
  const sealing = [...used].map(([id, secrets]) => {
    const key = keys.find((each) => each.id === id)
    return { id, secrets, proof: key ? proofOf(key, takenAt) : null }
  })
  return { format: 1, crossdock: version, postgres: of!.postgres, takenAt, migrations, tables: await tablesInOrder(client), keys: sealing }
}

async function* entries(client: pg.Client, header: BackupHeader, manifest: BackupManifest, key: BackupKey): AsyncGenerator<Buffer> {
  const at = new Date(header.takenAt)
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
  const head = json(header)
  manifest.headerSha256 = sha256(head)
  yield tarEntry({ name: headerName, body: head }, at)
  for (const table of header.tables) {
    const hash = createHash('sha256')
    let [rows, piece] = [0, 0]
    for await (const { body, count } of pieces(client, table)) {
      hash.update(body)
      rows += count
      yield tarEntry({ name: pieceName(table, ++piece), body }, at)
    }
    manifest.tables.push({ table: fullName(table), rows, sha256: hash.digest('hex') })
  }
  const body = json(manifest)
  yield tarEntry({ name: manifestName, body }, at)
  yield tarEntry({ name: sealName, body: json({ keyId: key.id, hmac: hmacOf(key, body) }) }, at)
  yield tarEnd()
}

const newline = 10

/** A table's rows, those of its partitions with them, a megabyte of whole ones at a time. In COPY's text a newline stands nowhere but behind a row. */
async function* pieces(client: pg.Client, table: TableOfBackup): AsyncGenerator<{ body: Buffer; count: number }> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const rows = client.query(copyTo(`copy (select ${columns} from ${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}) to stdout`))
  let kept: Buffer[] = []
  let size = 0
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    kept.push(chunk)
    size += chunk.length
    if (size < pieceBytes) continue
    const whole = Buffer.concat(kept)
    const end = whole.lastIndexOf(newline) + 1
    if (end > 0) yield { body: whole.subarray(0, end), count: countLines(whole.subarray(0, end)) }
    kept = [whole.subarray(end)]
    size = whole.length - end
  }
  const rest = Buffer.concat(kept)
  if (rest.length > 0) yield { body: rest, count: countLines(rest) }
}

async function keep(part: string, file: string): Promise<void> {
  for (const [name, act] of [[part, () => rename(part, file)], [path.dirname(file), async () => {}]] as const) {
    const handle = await open(name, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    await act()
  }
}
