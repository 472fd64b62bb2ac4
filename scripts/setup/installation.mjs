import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from './failure.mjs'
import { withLock } from './lock.mjs'
import { packagedNode } from './node-24.mjs'
import { root } from './paths.mjs'
import { runStep } from './progress.mjs'

const stamp = path.join(root, 'node_modules', '.crossdock-installed')

/** Installs the packages when they are missing or no longer those of package-lock.json. */
export async function ensureInstalled() {
  const wanted = await fingerprint()
  if (await isInstalled(wanted)) return
  await withLock('setup', async () => {
    if (await isInstalled(wanted)) return
    await install()
    await writeFile(stamp, wanted)
  })
}

/** The environment for npm: without node_modules/.bin, whose node would be deleted under it. */
export function npmEnv() {
  const kept = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.split(path.sep).join('/').endsWith('node_modules/.bin'))
  return { ...process.env, PATH: kept.join(path.delimiter) }
}

async function install() {
  await runStep({
    doing: 'Installing packages with "npm ci" (about 120 MB on the first start)',
    done: 'Packages installed',
    failed: 'The lines above are npm\'s. Usually the network or a full disk is the reason; fix it and start again.',
    command: 'npm',
    args: ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    cwd: root,
    env: npmEnv(),
  })
}

async function fingerprint() {
  const lock = await readFile(path.join(root, 'package-lock.json')).catch((err) => {
    throw new SetupError(`package-lock.json cannot be read (${err.code}). Is this a complete clone?`)
  })
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`
}

async function isInstalled(wanted) {
  const node = packagedNode()
  if (node && !existsSync(node)) return false
  const found = await readFile(stamp, 'utf8').catch(() => undefined)
  if (found !== undefined) return found === wanted
  // Installed by hand: npm's own record says whether it is the same.
  if (!(await recordMatchesLock())) return false
  await writeFile(stamp, wanted).catch(() => {})
  return true
}

async function recordMatchesLock() {
  const [record, lock] = await Promise.all([
    readPackages(path.join(root, 'node_modules', '.package-lock.json')),
    readPackages(path.join(root, 'package-lock.json')),
  ])
  if (!record || !lock) return false
  return Object.entries(lock).every(([place, wanted]) => {
    if (!place.includes('node_modules/')) return true
    const found = record[place]
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : mayBeMissing(wanted)
  })
}

/** Optional packages are left out on other platforms; which C library they are for is npm's to judge. */
function mayBeMissing({ optional, os, cpu, libc }) {
  if (!optional) return false
  const forUs = (os === undefined || [os].flat().includes(process.platform)) && (cpu === undefined || [cpu].flat().includes(process.arch))
  return !forUs || libc !== undefined
}

async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
