import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from '../setup/failure.mjs'
import { withLock } from '../setup/lock.mjs'
import { userCache } from '../setup/paths.mjs'
import { runQuietly, say } from '../setup/progress.mjs'
import { exportLibraries, unpackDebianPackages } from './debian.mjs'
import { firstExecutable, isExecutable, placesInPath } from './executable.mjs'

const advice = 'Install PgBouncer (Debian: pgbouncer) and start again, or set CROSSDOCK_PGBOUNCER to its path.'

/**
 * The pooler for the test that goes through one: CROSSDOCK_PGBOUNCER, else PgBouncer of the machine, else Debian's, unpacked into the user's cache.
 * @returns {Promise<string>} the path of an executable
 */
export async function ensurePgBouncer() {
  const chosen = process.env.CROSSDOCK_PGBOUNCER
  if (chosen) {
    if (await isExecutable(chosen)) return chosen
    throw new SetupError(`CROSSDOCK_PGBOUNCER is ${chosen}, which is not a program. ${advice}`)
  }
  const cached = path.join(userCache, 'pgbouncer', 'pgbouncer')
  // Debian keeps it where only root's PATH leads.
  const found = await firstExecutable([...placesInPath(['pgbouncer']), '/usr/sbin/pgbouncer', cached])
  if (found) return found
  await withLock('pgbouncer', async () => {
    if (!(await isExecutable(cached))) await unpackDebianPgBouncer(path.dirname(cached))
  }, userCache)
  return cached
}

async function unpackDebianPgBouncer(target) {
  await mkdir(path.dirname(target), { recursive: true })
  const draft = await mkdtemp(`${target}.draft-`)
  try {
    await unpackDebianPackages({ folder: draft, what: 'PgBouncer', size: '1 MB', packages: ['pgbouncer'], missing: 'A test needs PgBouncer, and none was found.', advice })
    const launcher = path.join(draft, 'pgbouncer')
    await writeFile(launcher, `#!/bin/sh
here=$(dirname "$0")/files
${exportLibraries}
exec "$here/usr/sbin/pgbouncer" "$@"
`)
    await chmod(launcher, 0o755)
    const { code, output } = await runQuietly(launcher, ['--version'], { cwd: '/' })
    if (code !== 0) {
      say(output.trimEnd())
      throw new SetupError(`Debian's PgBouncer does not start on this machine (${code}). ${advice}`)
    }
    await rename(draft, target)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
