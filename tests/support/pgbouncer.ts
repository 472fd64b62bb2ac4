import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { ensurePgBouncer } from '../../scripts/testing/pgbouncer.mjs'
import { freePort } from './running-server.ts'
import { waitFor } from './wait-for.ts'

export interface Pooler {
  /** For `pg`, through so many connections to the database. */
  url(connections: number): string
  /** A word to the pooler itself, like “show servers”. */
  ask<Row extends pg.QueryResultRow>(command: string): Promise<Row[]>
  stop(): Promise<void>
}

/** PgBouncer in transaction mode before a test's database, with a pool for each of these sizes. */
export async function startPgBouncer(databaseUrl: string, sizes: readonly number[]): Promise<Pooler> {
  const program = await ensurePgBouncer()
  const folder = await mkdtemp(path.join(os.tmpdir(), 'crossdock-pooler-'))
  const { user, database, host, port } = new pg.Client({ connectionString: databaseUrl })
  const at = await freePort()
  const file = path.join(folder, 'pgbouncer.ini')
  const pools = sizes.map((size) => `pool_${size} = host=${host} port=${port} user=${user} dbname=${database} pool_size=${size}`)
  await writeFile(file, `[databases]\n${pools.join('\n')}\n[pgbouncer]\npool_mode = transaction\nlisten_addr = 127.0.0.1\nlisten_port = ${at}\nunix_socket_dir =\nauth_type = any\nmax_client_conn = 500\nquery_wait_timeout = 20\n`, { mode: 0o644 })
  const child = spawn(program, [...(await asWhom(host)), file], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-100_000)))
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = (name: string) => `postgres://${user}@127.0.0.1:${at}/${name}?sslmode=disable`
  const ask = async <Row extends pg.QueryResultRow>(command: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: url('pgbouncer') })
    await client.connect()
    try {
      return (await client.query<Row>(command)).rows
    } finally {
      await client.end()
    }
  }
  await waitFor('PgBouncer', () => child.exitCode !== null || said.includes('process up'), 20_000)
  if (child.exitCode !== null) throw new Error(`PgBouncer did not start:\n${said}`)
  return {
    url: (connections) => url(`pool_${connections}`),
    ask,
    async stop() {
      child.kill('SIGINT')
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(late)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** PgBouncer does not run as root: there it becomes whoever the database's socket belongs to. */
async function asWhom(host: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return []
  const owner = host.startsWith('/') ? (await stat(host)).uid : undefined
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const account = accounts.find(([name, , uid]) => (owner === undefined ? name === 'nobody' : Number(uid) === owner))
  if (!account?.[0]) throw new Error('There is no account that PgBouncer could run as')
  return ['-u', account[0]]
}
