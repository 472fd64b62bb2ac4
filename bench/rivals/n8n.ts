import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { BenchAccount, BenchWarehouse } from '../warehouse.ts'

/** The workflows beside this file, by the path of their webhook. */
const workflows = { 'as-a-user': 'crossdockuser001', 'with-sql': 'crossdocksql0001' }
const workflowsFolder = fileURLToPath(new URL('./n8n', import.meta.url))
/** A cold machine takes some 10 s to be ready, and a webhook a moment longer. */
const patience = 120_000

export interface N8n {
  version: string
  /** Seconds from its start to when its webhooks answer; no part of what is measured. */
  startedIn: number
  /** Has a workflow bring in the accounts' orders, one execution an account, and ends when the last one has. */
  importBy(workflow: keyof typeof workflows, accounts: readonly BenchAccount[]): Promise<void>
  /** The most that its process held, in bytes; null where the system does not tell. */
  peakMemory(): number | null
  stop(): Promise<void>
}

/**
 * Starts n8n as it is installed in a folder (`npm install n8n` there), with a database of its own on the warehouse's server and tables of
 * its own in the warehouse's database. It keeps nothing of executions that succeed, and its start is over before anything is measured.
 */
export async function startN8n(folder: string, warehouse: BenchWarehouse, storeUrl: string): Promise<N8n> {
  const program = path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n')
  if (!existsSync(program)) throw new Error(`There is no n8n in ${folder}: npm install --ignore-scripts n8n`)
  const { version } = JSON.parse(readFileSync(path.join(folder, 'node_modules', 'n8n', 'package.json'), 'utf8')) as { version: string }
  const home = mkdtempSync(path.join(os.tmpdir(), 'crossdock-n8n-'))
  const { sql } = warehouse
  const own = `${sql.database}_n8n`
  await sql.query(readFileSync(path.join(workflowsFolder, 'tables.sql'), 'utf8'))
  await sql.query(`create database ${own}`)
  const port = await freePort()
  const env = {
    PATH: process.env['PATH'], HOME: home, N8N_USER_FOLDER: home, N8N_ENCRYPTION_KEY: 'bench', N8N_PORT: String(port), N8N_LISTEN_ADDRESS: '127.0.0.1', N8N_RUNNERS_BROKER_PORT: String(await freePort()), N8N_LOG_LEVEL: 'error',
    DB_TYPE: 'postgresdb', DB_POSTGRESDB_HOST: sql.host, DB_POSTGRESDB_PORT: String(sql.port), DB_POSTGRESDB_USER: sql.user, DB_POSTGRESDB_PASSWORD: 'none', DB_POSTGRESDB_DATABASE: own,
    EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none', N8N_DIAGNOSTICS_ENABLED: 'false', N8N_VERSION_NOTIFICATIONS_ENABLED: 'false', N8N_TEMPLATES_ENABLED: 'false', N8N_PERSONALIZATION_ENABLED: 'false',
  }
  let child: ChildProcess | undefined
  const end = () => child?.kill()
  process.once('exit', end)
  const stop = async () => {
    if (child && child.exitCode === null && end()) await once(child, 'exit')
    process.off('exit', end)
    await sql.query(`drop database ${own} with (force)`)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const credentials = path.join(home, 'credentials.json')
    writeFileSync(credentials, JSON.stringify([{ id: 'crossdockbench01', name: 'Warehouse', type: 'postgres', data: { host: sql.host, port: sql.port, user: sql.user, database: sql.database, password: 'none', ssl: 'disable' } }]))
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [program, ...args], { env, cwd: home })
    await run('import:credentials', `--input=${credentials}`)
    await run('import:workflow', '--separate', `--input=${workflowsFolder}`)
    for (const id of Object.values(workflows)) await run('publish:workflow', `--id=${id}`)

    const begun = performance.now()
    child = spawn(process.execPath, [program, 'start'], { env, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] })
    const importOf = async (workflow: string, store: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}/webhook/${workflow}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ store, url: storeUrl }) })
      if (!answer.ok) throw new Error(`n8n answers ${answer.status}: ${await answer.text()}`)
    }
    // A store without orders.
    for (const workflow of Object.keys(workflows)) await untilDone(child, () => importOf(workflow, 'none'))
    return {
      version, stop, startedIn: (performance.now() - begun) / 1000, peakMemory: () => peakOf(child!),
      async importBy(workflow, accounts) {
        for (const { number } of accounts) await importOf(workflow, String(number))
      },
    }
  } catch (err) {
    await stop()
    throw err
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilDone(child: ChildProcess, work: () => Promise<void>): Promise<void> {
  for (const until = performance.now() + patience; ; await delay(50)) {
    try {
      return await work()
    } catch (err) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(child.exitCode === null ? `n8n was not ready after ${patience / 1000} s` : `n8n ended with ${child.exitCode}`, { cause: err })
    }
  }
}

function peakOf({ pid }: ChildProcess): number | null {
  const file = `/proc/${pid}/status`
  return existsSync(file) ? Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1]) * 1024 : null
}
