import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { fullName, headerName, hmacOf, isSame, manifestName, pieceName, proofOf, sealName, sha256, type BackupHeader, type BackupKey, type BackupManifest, type BackupSeal, type TableOfBackup } from './format.ts'
import { readTar } from './tar.ts'

/** A backup that cannot be restored as it is; its message is a sentence for whoever wanted to. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

/** What stands in a backup, piece by piece in its order. */
export interface BackupReader {
  header(header: BackupHeader): Promise<void> | void
  /** Whole rows of a table, in COPY's text. */
  piece(table: TableOfBackup, body: Buffer): Promise<void> | void
}

/**
 * Reads a backup from end to end and checks all of it against its manifest, and the manifest against the ring.
 * @param ignoreKeys go on where the key is not in the ring, with what the checksums alone can tell
 * @returns what was to be found, and was
 * @throws BackupError when the file is cut off, changed, or made with a key that is not in the ring
 */
export async function readBackup(file: string, keys: readonly BackupKey[], reader: BackupReader, ignoreKeys = false): Promise<{ header: BackupHeader; manifest: BackupManifest }> {
  try {
    return await readWhole(file, keys, reader, ignoreKeys)
  } catch (err) {
    const { message } = err as Error
    const code = ((err as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? (err as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw new BackupError(`${file} cannot be read (${code}).`, { cause: err })
    if (err instanceof Damage || /^Z_|^ERR_/.test(code ?? '')) throw new BackupError(`${file} is not a whole backup: ${message}. Nothing was changed. Use another copy.`, { cause: err })
    throw err
  }
}

/** Of the file, and not of what was done with its content. */
class Damage extends Error {}

async function readWhole(file: string, keys: readonly BackupKey[], reader: BackupReader, ignoreKeys: boolean): Promise<{ header: BackupHeader; manifest: BackupManifest }> {
  const bytes = createReadStream(file)
  const unzipped = createGunzip()
  bytes.on('error', (err) => unzipped.destroy(err))
  bytes.pipe(unzipped)
  let header: BackupHeader | undefined
  let headerSha256 = ''
  let manifest: Buffer | undefined
  let seal: BackupSeal | undefined
  const found = new Map<string, { rows: number; hash: Hash; pieces: number }>()
  for await (const { name, body } of entriesOf(unzipped)) {
    if (!header) {
      if (name !== headerName) throw new Damage(`it begins with “${name}”`)
      header = parse<BackupHeader>(body)
      if (header.format !== 1) throw new BackupError(`${file} was made by a newer version of Crossdock (${header.crossdock}). Restore it with that version.`)
      headerSha256 = sha256(body)
      checkKeys(header, keys, ignoreKeys)
      for (const table of header.tables) found.set(fullName(table), { rows: 0, hash: createHash('sha256'), pieces: 0 })
      await reader.header(header)
    } else if (name === manifestName) manifest = body
    else if (name === sealName) seal = parse<BackupSeal>(body)
    else {
      const table = header.tables.find((each) => name.startsWith(`${each.schema}/${each.name}/`))
      const seen = table && found.get(fullName(table))
      if (!seen || manifest || name !== pieceName(table, ++seen.pieces)) throw new Damage(`“${name}” does not belong there`)
      seen.hash.update(body)
      seen.rows += countLines(body)
      await reader.piece(table, body)
    }
  }
  if (!header || !manifest || !seal) throw new Damage('it ends too early')
  const { keyId, hmac } = seal
  const key = keys.find((each) => each.id === keyId)
  if (key ? !isSame(hmacOf(key, manifest), hmac) : !ignoreKeys) throw key ? new Damage('its seal does not fit its content') : missingKeys([keyId])
  const expected = parse<BackupManifest>(manifest)
  if (expected.headerSha256 !== headerSha256 || expected.tables.length !== found.size) throw new Damage('its header was changed')
  for (const { table, rows, sha256: sum } of expected.tables) {
    const seen = found.get(table)
    if (seen?.rows !== rows || seen.hash.digest('hex') !== sum) throw new Damage(`the rows of ${table} were changed`)
  }
  return { header, manifest: expected }
}

/** The archive's own faults, told from those of whoever reads it. */
async function* entriesOf(bytes: AsyncIterable<Buffer>) {
  const entries = readTar(bytes)
  for (;;) {
    let next
    try {
      next = await entries.next()
    } catch (err) {
      throw new Damage((err as Error).message, { cause: err })
    }
    if (next.done) return
    yield next.value
  }
}

function checkKeys({ keys: needed, takenAt }: BackupHeader, keys: readonly BackupKey[], ignoreKeys: boolean): void {
  if (ignoreKeys) return
  const missing = needed.filter(({ id }) => !keys.some((key) => key.id === id))
  if (missing.length > 0) throw missingKeys(missing.map(({ id, secrets }) => `${id} (${secrets === 1 ? 'a secret' : `${secrets} secrets`})`))
  const other = needed.filter(({ id, proof }) => proof !== null && !keys.some((key) => key.id === id && isSame(proofOf(key, takenAt), proof)))
  if (other.length > 0) throw new BackupError(`The key ring’s “${other.map(({ id }) => id).join('”, “')}” is another key than the one of that name at the time of the backup: its secrets would not open. Put the right one into CROSSDOCK_KEYS. Nothing was changed.`)
}

function missingKeys(ids: readonly string[]): BackupError {
  return new BackupError(`The key ring lacks what this backup needs: ${ids.join(', ')}. Add it to CROSSDOCK_KEYS, or restore with --without-keys: then every store that it sealed has to be authorized again. Nothing was changed.`)
}

function parse<Value>(body: Buffer): Value {
  try {
    return JSON.parse(body.toString('utf8')) as Value
  } catch (err) {
    throw new Damage('an entry is not JSON', { cause: err })
  }
}

export function countLines(body: Buffer): number {
  let count = 0
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) count++
  return count
}
