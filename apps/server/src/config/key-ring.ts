import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** One AES-256 key, known by its id. */
export interface SecretKey {
  id: string
  key: Buffer
}

/** The keys that secrets are sealed with: the current one seals, all of them open. */
export interface KeyRing {
  readonly current: SecretKey
  readonly all: readonly SecretKey[]
  /** Looks again, where the ring may have changed since: asked when a secret names a key that is not here. */
  reload?(): void
}

export const keyRingExample = '2026-11:q0Yx…44 characters of base64…='

/** @returns the ring, or what is wrong with the text, each a clause that fits behind a variable's name */
export function parseKeyRing(text: string): { ring: KeyRing } | { mistakes: string[] } {
  const mistakes: string[] = []
  const all: SecretKey[] = []
  for (const [index, part] of text.split(',').map((each) => each.trim()).entries()) {
    const match = /^([A-Za-z0-9_.-]{1,40}):([A-Za-z0-9+/=_-]+)$/.exec(part)
    const key = match?.[2] ? Buffer.from(match[2], 'base64') : null
    if (!match?.[1] || !key) mistakes.push(`entry ${index + 1} is not of the form id:key`)
    else if (key.length !== 32) mistakes.push(`the key “${match[1]}” has ${key.length} bytes, but must have 32`)
    else if (new Set(key).size < 8) mistakes.push(`the key “${match[1]}” is not random`)
    else if (all.some((other) => other.id === match[1])) mistakes.push(`the id “${match[1]}” stands twice`)
    else all.push({ id: match[1], key })
  }
  const current = all[0]
  return mistakes.length > 0 || !current ? { mistakes } : { ring: { current, all } }
}

/**
 * The ring kept in the data directory, made at the first start and readable by us alone.
 * @throws Error with a sentence when the file is there but cannot be used
 */
export function keptKeyRing(dataDir: string, now: Date): KeyRing {
  const file = keysFile(dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  try {
    writeFileSync(file, `${textOf([freshKey(now)])}\n`, { flag: 'wx', mode: 0o600 })
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw new Error(`The keys cannot be kept in ${file}: ${(err as Error).message}`, { cause: err })
  }
  let ring = readKept(file)
  return {
    get current() {
      return ring.current
    },
    get all() {
      return ring.all
    },
    reload: () => void (ring = readKept(file)),
  }
}

/** Replaces the kept ring: the first key is the current one. */
export function writeKeptKeyRing(dataDir: string, keys: readonly SecretKey[]): void {
  const file = keysFile(dataDir)
  writeFileSync(`${file}.new`, `${textOf(keys)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

/** The id follows from the key, so that two rings made on one day are never taken for the same. */
export function freshKey(now: Date): SecretKey {
  const key = randomBytes(32)
  return { id: `${now.toISOString().slice(0, 10)}-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`, key }
}

/** As it stands in CROSSDOCK_KEYS. */
export const textOf = (keys: readonly SecretKey[]): string => keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',')

export const keysFile = (dataDir: string): string => path.join(dataDir, 'keys')

function readKept(file: string): KeyRing {
  const parsed = parseKeyRing(readFileSync(file, 'utf8').trim())
  if ('mistakes' in parsed) throw new Error(`${file} is damaged: ${parsed.mistakes.join('; ')}. Put the file back from a backup; without it, the stores' access cannot be read.`)
  return parsed.ring
}
