import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from './lock.mjs'

let folder

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'crossdock-lock-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

it('lets one at a time do the work', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise(setImmediate)
    inside -= 1
  }
  await Promise.all([withLock('setup', work, folder), withLock('setup', work, folder), withLock('setup', work, folder)])
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

it('takes over from a holder that was killed', async () => {
  const { pid } = spawnSync('true')
  await mkdir(path.join(folder, 'setup.lock'))
  await writeFile(path.join(folder, 'setup.lock', 'pid'), String(pid))
  const results = await Promise.all(['one', 'two'].map((name) => withLock('setup', async () => name, folder)))
  expect(results).toEqual(['one', 'two'])
  expect(await readdir(folder)).toEqual([])
})

it('is free again after work that failed', async () => {
  await expect(withLock('setup', async () => { throw new Error('disk full') }, folder)).rejects.toThrow('disk full')
  expect(await withLock('setup', async () => 'done', folder)).toBe('done')
})
