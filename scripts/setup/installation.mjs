import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from './failure.mjs'
import { withLock } from './lock.mjs'
import { packagedNode } from './node-24.mjs'
import { root } from './paths.mjs'
import { runStep } from './progress.mjs'

const stampFile = path.join(root, 'node_modules', '.crossdock-installed')

/** Installs the packages when they are missing or no longer those of package-lock.json. */
export async function ensureInstalled() {
  const wanted = await readWanted()
  if (await isInstalled(wanted)) return
  await withLock('setup', async () => {
    if (await isInstalled(wanted)) return
    await install()
    await writeFile(stampFile, wanted.stamp)
  })
}

/** The environment for npm: without node_modules/.bin, whose node would be deleted under it. */
export function npmEnv() {
  const kept = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.split(path.sep).join('/').endsWith('node_modules/.bin'))
  return { ...process.env, PATH: kept.join(path.delimiter) }
}

async function install() {
  await runStep({
    doing: 'Installing packages with "npm ci" (about 250 MB the first time)',
    done: 'Packages installed',
    failed: 'The lines above are npm\'s. Usually the network or a full disk is the reason; fix it and start again.',
    command: 'npm',
    args: ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    cwd: root,
    env: npmEnv(),
  })
}

/** What has to be installed: `stamp` tells one lock file on one platform from another, `folders` are those that npm fills. */
async function readWanted() {
  const lock = await readFile(path.join(root, 'package-lock.json'), 'utf8').catch((err) => {
    throw new SetupError(`package-lock.json cannot be read (${err.code}). Is this a complete clone?`)
  })
  return {
    stamp: `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`,
    folders: foldersOf(lock),
  }
}

/** The node_modules folders that a lock file fills, the workspaces' own among them. */
export function foldersOf(lock) {
  return [...new Set([...lock.matchAll(/^ {4}"((?:[^"/]+\/)*?node_modules)\//gm)].map(([, folder]) => folder))]
}

async function isInstalled(wanted) {
  const node = packagedNode()
  if (node && !existsSync(node)) return false
  if (!wanted.folders.every((folder) => existsSync(path.join(root, folder)))) return false
  if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === wanted.stamp) return true
  // Installed by hand: npm's own record says whether it is the same.
  if (!(await recordMatchesLock())) return false
  await writeFile(stampFile, wanted.stamp).catch(() => {})
  return true
}

async function recordMatchesLock() {
  const [record, lock] = await Promise.all([
    readPackages(path.join(root, 'node_modules', '.package-lock.json')),
    readPackages(path.join(root, 'package-lock.json')),
  ])
  return record !== undefined && lock !== undefined && matchesLock(record, lock)
}

/**
 * Whether what npm recorded as installed is all that the lock file wants on this platform.
 * @param {Record<string, object>} record the packages of node_modules/.package-lock.json
 * @param {Record<string, object>} lock the packages of package-lock.json
 */
export function matchesLock(record, lock) {
  return Object.entries(lock).every(([place, wanted]) => {
    if (!place.includes('node_modules/')) return true
    const found = record[place]
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : mayBeMissing(wanted)
  })
}

/** npm leaves out optional packages of other platforms and whatever only those need, which carries no mark of its own. */
function mayBeMissing({ optional, os, cpu, libc }) {
  const plainlyForUs = [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch) && libc === undefined
  return optional === true && !plainlyForUs
}

async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
