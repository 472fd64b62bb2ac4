import { spawnSync } from 'node:child_process'
import { readFile, readlink, rm } from 'node:fs/promises'
import path from 'node:path'
import { isAlive } from './processes.ts'

/** What a running server writes into its data folder. */
export type PidFile = { readonly pid: number; readonly socketDir: string; readonly status: string }

/** Reads postmaster.pid; undefined when there is none or it is still being written. */
export async function readPidFile(data: string): Promise<PidFile | undefined> {
  const text = await readFile(fileIn(data), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() } : undefined
}

/**
 * Removes postmaster.pid when its number now belongs to a process that is not this database's: after a crash, above all in containers,
 * numbers repeat, and PostgreSQL would refuse to start for as long as that other process lives.
 * @returns whether it was removed
 */
export async function removeStalePidFile(data: string): Promise<boolean> {
  const found = await readPidFile(data)
  if (!found || !isAlive(found.pid) || (await isPostgresOf(data, found.pid))) return false
  const again = await readPidFile(data)
  if (again?.pid !== found.pid || again.status !== found.status) return false
  await rm(fileIn(data), { force: true })
  return true
}

function fileIn(data: string): string {
  return path.join(data, 'postmaster.pid')
}

async function isPostgresOf(data: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout.includes('postgres')
  }
  try {
    // A server works inside its data folder from before it writes the file.
    return (await readlink(`/proc/${pid}/cwd`)) === data
  } catch (err) {
    // A process of another user cannot be looked into; PostgreSQL itself does not mistake it for a server.
    return (err as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
