import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

const root = fileURLToPath(new URL('../../', import.meta.url))
const archive = path.join(root, 'tests/deploy/version-before.tar.br')
const rooms = ['domain', 'contract', 'flows', 'postgres', 'apps/server', ...['kit', 'liteshop', 'registry'].map((each) => `connectors/${each}`)]

/** The server of the version before, unpacked to be run. */
export interface VersionBefore {
  root: string
  /** Which it is, as the archive says. */
  commit: string
  /** Packages that it wants in another version than the present one has; what it gets is the present one's. */
  otherPackages: string[]
  remove(): void
}

/**
 * Unpacks what scripts/keep-version.mjs has kept: a clone need have neither a history nor the internet. Its own packages are its
 * own, all others are those that are installed.
 */
export function unpackVersionBefore(): VersionBefore {
  const tar = brotliDecompressSync(readFileSync(archive))
  const place = mkdtempSync(path.join(os.tmpdir(), 'crossdock-before-'))
  execFileSync('tar', ['-x', '-C', place, '-f', '-'], { input: tar })
  const linkAll = (from: string, to: string) => {
    mkdirSync(to, { recursive: true })
    for (const name of readdirSync(from)) if (name !== '@crossdock' && !name.startsWith('.')) symlinkSync(path.join(from, name), path.join(to, name))
  }
  linkAll(path.join(root, 'node_modules'), path.join(place, 'node_modules'))
  const present = path.join(root, 'apps/server/node_modules')
  if (existsSync(present)) linkAll(present, path.join(place, 'apps/server/node_modules'))
  mkdirSync(path.join(place, 'node_modules/@crossdock'))
  for (const room of rooms) symlinkSync(path.join(place, room), path.join(place, 'node_modules', manifest(place, room).name))
  const otherPackages = rooms.flatMap((room) => {
    const now = manifest(root, room).dependencies
    return Object.entries(manifest(place, room).dependencies ?? {}).filter(([name, wanted]) => now?.[name] !== wanted).map(([name, wanted]) => `${room}: ${name} ${wanted}, is ${now?.[name] ?? 'gone'}`)
  })
  return {
    root: place, otherPackages,
    // `git archive` writes it into the head of what it makes.
    commit: /comment=([0-9a-f]{40})/.exec(tar.toString('latin1', 0, 1_024))?.[1] ?? 'unknown',
    remove: () => rmSync(place, { recursive: true, force: true }),
  }
}

const manifest = (of: string, room: string) => JSON.parse(readFileSync(path.join(of, room, 'package.json'), 'utf8')) as { name: string; dependencies?: Record<string, string> }
