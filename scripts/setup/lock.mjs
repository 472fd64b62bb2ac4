import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from './paths.mjs'
import { say } from './progress.mjs'

// A holder that dies between making the folder and writing its number would otherwise lock everyone out.
const timeToWriteNumberMs = 10_000

/** Runs the work while no other process of this repository runs work under a lock of this name; waits for its turn. */
export async function withLock(name, work, directory = path.join(root, '.cache')) {
  const lock = path.join(directory, `${name}.lock`)
  await mkdir(directory, { recursive: true })
  await acquire(lock)
  try {
    return await work()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

async function acquire(lock) {
  let told = false
  for (;;) {
    try {
      await mkdir(lock)
      await writeFile(path.join(lock, 'pid'), String(process.pid))
      return
    } catch (err) {
      if (err.code !== 'EEXIST') throw err
    }
    const holder = await readHolder(lock)
    if (holder.gone) {
      await takeAway(lock, holder.pid)
      continue
    }
    if (!told) say(`Another start (process ${holder.pid ?? 'unknown'}) is doing the same; waiting for it.`)
    told = true
    await delay(200)
  }
}

async function readHolder(lock) {
  const pid = Number(await readFile(path.join(lock, 'pid'), 'utf8').catch(() => '')) || undefined
  if (pid !== undefined) return { pid, gone: !isAlive(pid) }
  const made = await stat(lock).catch(() => undefined)
  return { pid, gone: made !== undefined && Date.now() - made.mtimeMs > timeToWriteNumberMs }
}

/** Renames first, so that of several who saw the dead holder only one removes it; a lock taken in between is put back. */
async function takeAway(lock, deadPid) {
  const aside = `${lock}.${randomUUID()}`
  try {
    await rename(lock, aside)
  } catch (err) {
    if (err.code === 'ENOENT') return
    throw err
  }
  const { pid, gone } = await readHolder(aside)
  if (pid !== deadPid && !gone) {
    await rename(aside, lock)
    return
  }
  await rm(aside, { recursive: true, force: true })
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (err) {
    return err.code === 'EPERM'
  }
}
