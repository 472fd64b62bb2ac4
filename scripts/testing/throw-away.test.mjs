import { existsSync, mkdirSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { throwAwayFolder } from './throw-away.mjs'

it('gives a folder that every account may enter, and takes it away again with all that is in it', async () => {
  const { folder, remove } = await throwAwayFolder()
  expect(statSync(folder).mode & 0o7777).toBe(0o1777)
  await writeFile(path.join(folder, 'database'), 'pages')
  await remove()
  expect(existsSync(folder)).toBe(false)
})

it('clears away what a run left that is no more, and nothing of one that goes on', async () => {
  const going = await throwAwayFolder()
  const place = path.dirname(going.folder)
  // No Linux numbers its processes so high.
  const left = path.join(place, `crossdock-tests-${2 ** 30}-abcdef`)
  mkdirSync(left)
  const next = await throwAwayFolder()
  expect([going.folder, next.folder, left].map((folder) => existsSync(folder))).toEqual([true, true, false])
  await Promise.all([going.remove(), next.remove()])
})
