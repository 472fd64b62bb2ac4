import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { processIdentity } from './process-identity.ts'
import { Sentence } from './sentence.ts'

interface Holder {
  pid: number
  identity: string
  address: string
}

/**
 * Takes a data directory for this process, until it ends in whatever way. What a process that was killed has left behind
 * is recognised and taken over.
 * @param address where this process will be reached, for the sentence that another one gets
 * @returns gives it back
 * @throws Sentence when another process holds it
 */
export function lockDataDir(dataDir: string, address: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  const file = path.join(dataDir, 'server.lock')
  const identity = processIdentity(process.pid)
  if (identity === null) throw new Error('this process cannot see itself')
  const mine: Holder = { pid: process.pid, identity, address }
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' })
      break
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw new Sentence(`${dataDir} cannot be written to (${(err as NodeJS.ErrnoException).code}). Choose another CROSSDOCK_DATA_DIR.`, { cause: err })
    }
    const holder = readHolder(file)
    if (holder && processIdentity(holder.pid) === holder.identity) {
      throw new Sentence(`Crossdock is already running on ${dataDir}: process ${holder.pid}, at ${holder.address}. Open that address, stop the process, or choose another CROSSDOCK_DATA_DIR.`)
    }
    removeStale(file, holder)
  }
  return () => {
    if (readHolder(file)?.identity === identity) rmSync(file, { force: true })
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch (err) {
    // Gone in the meantime, or cut off in the middle of being written by a machine that went down.
    if ((err as NodeJS.ErrnoException).code === 'ENOENT' || err instanceof SyntaxError) return null
    throw err
  }
}

/** Moved aside first, and only removed if it still is what was found stale: another process may have taken it just now. */
function removeStale(file: string, stale: Holder | null): void {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return
    throw err
  }
  if (JSON.stringify(readHolder(aside)) === JSON.stringify(stale)) rmSync(aside, { force: true })
  else renameSync(aside, file)
}
