import { chmod, mkdtemp, readdir, readFile, rm, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

const memory = '/dev/shm'
const gibibyte = 2 ** 30
/** All databases, stores and browser profiles of a run together take less than half of it. */
const plenty = 6 * gibibyte
const prefix = 'crossdock-tests-'

/**
 * A folder for what the tests throw away, to be their TMPDIR. In memory where there is plenty: nearly every database test has a database of its
 * own, a copy of some 500 files, which costs a disk's file system more than half a second of a core, and memory a twentieth of that.
 * @returns {Promise<{ folder: string, remove(): Promise<void> }>}
 */
export async function throwAwayFolder() {
  const place = (await hasPlenty()) ? memory : os.tmpdir()
  await clearAway(place)
  const folder = await mkdtemp(path.join(place, `${prefix}${process.pid}-`))
  // PostgreSQL's own account goes through it, and makes folders in it.
  await chmod(folder, 0o1777)
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => {}) }
}

async function hasPlenty() {
  try {
    const { bavail, bsize } = await statfs(memory)
    const available = /^MemAvailable: +(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1]
    return Math.min(bavail * bsize, Number(available ?? 0) * 1024) >= plenty
  } catch {
    // No Linux.
    return false
  }
}

/** What a run left that was killed: in memory nobody else would ever clear it away. */
async function clearAway(place) {
  for (const name of await readdir(place)) {
    const pid = Number(/^crossdock-tests-(\d+)-/.exec(name)?.[1])
    if (pid && !isAlive(pid)) await rm(path.join(place, name), { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (err) {
    return err.code === 'EPERM'
  }
}
