import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { withLock } from './lock.mjs'
import { root } from './paths.mjs'
import { runStep } from './progress.mjs'

const web = path.join(root, 'apps', 'web')
const stamp = path.join(web, 'dist', '.stamp')

/** Builds the web bundle when it is missing or its sources have changed. Times do not matter, only contents: a clone has new times. */
export async function ensureWebBundle(node) {
  const wanted = await fingerprint()
  if (await isBuilt(wanted)) return
  await withLock('web-bundle', async () => {
    if (await isBuilt(wanted)) return
    const vite = path.join(path.dirname(createRequire(path.join(web, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js')
    await runStep({
      doing: 'Building the web bundle',
      done: 'Web bundle built',
      failed: 'The lines above are Vite\'s: a source under apps/web does not compile.',
      command: node,
      args: [vite, 'build', '--logLevel', 'warn'],
      cwd: web,
      env: { ...process.env, NODE_ENV: 'production' },
    })
    await writeFile(stamp, wanted)
  })
}

async function isBuilt(wanted) {
  return (await readFile(stamp, 'utf8').catch(() => undefined)) === wanted
}

async function fingerprint() {
  const folders = [web, path.join(root, 'contract'), path.join(root, 'domain')]
  const files = (await Promise.all(folders.map(sourcesIn))).flat().sort()
  const hash = createHash('sha256')
  for (const file of [path.join(root, 'package-lock.json'), ...files]) {
    hash.update(path.relative(root, file)).update('\0').update(await readFile(file)).update('\0')
  }
  return hash.digest('hex')
}

async function sourcesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(entries.map((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sourcesIn(place)
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [place] : []
  }))
  return nested.flat()
}
