import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chooseAccount } from './account.ts'
import { startEmbedded, type EmbeddedPostgres } from './index.ts'
import { makeSocketDir } from './socket.ts'

type Started = { url: string; adopted: boolean; pid: number }
type Starter = { process: ChildProcess; next: () => Promise<Record<string, unknown>> }

// Creating a database writes 40 MB through to the disk.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let dir: string
let servers: EmbeddedPostgres[]
let children: ChildProcess[]
let urls: string[]

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'crossdock embedded '))
  servers = []
  children = []
  urls = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(servers.map((server) => server.stop()))
  await vi.waitFor(() => rm(dir, { recursive: true, force: true }), { timeout: 10_000 })
  for (const url of urls) await rm(new URL(url.replace('@/', '@socket/')).searchParams.get('host') ?? dir, { recursive: true, force: true })
})

async function start(dataDir = dir, options: { signal?: AbortSignal; settings?: Record<string, string> } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, database: 'crossdock', log: () => {}, ...options })
  servers.push(server)
  urls.push(server.url)
  return server
}

/** Starts PostgreSQL from a process of its own; `next` gives the lines that it prints. */
function startElsewhere(dataDir = dir): Starter {
  const script = path.join(import.meta.dirname, 'fixtures', 'start-and-wait.ts')
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const line = JSON.parse((await lines.next()).value ?? 'null') as Record<string, unknown>
    if (typeof line['url'] === 'string') urls.push(line['url'])
    return line
  }
  return { process: child, next }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return ((await client.query(sql)).rows[0] ?? {}) as Record<string, unknown>
  } finally {
    await client.end()
  }
}

describe('a cold start', () => {
  it('gives a durable, socket-only PostgreSQL 18 in a path with spaces, with the whole of Unicode', async () => {
    const server = await start()
    expect(server.adopted).toBe(false)
    const found = await query(server.url, `select lower('ÅÄÖ Straße 貨主') as lower, 'ä' ilike 'Ä' as ilike, current_user as role, current_database() as database,
      current_setting('server_version_num')::int / 10000 as major, current_setting('fsync') as fsync, current_setting('listen_addresses') as tcp,
      current_setting('TimeZone') as zone, current_setting('shared_buffers') as buffers`)
    expect(found).toEqual({
      lower: 'åäö straße 貨主', ilike: true, role: 'crossdock', database: 'crossdock', major: 18, fsync: 'on', tcp: '', zone: 'UTC', buffers: '256MB',
    })
  })

  it('works where the database account can walk, too', async () => {
    await chmod(dir, 0o755)
    const server = await start()
    expect(await query(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  it('leaves only the data and the log', async () => {
    await (await start()).stop()
    expect((await readdir(dir)).filter((name) => !name.startsWith('postgresql-')).sort()).toEqual(['pgdata', 'postgres.log'])
  })

  it('by three at once ends with one owner and two adopters', async () => {
    const starters = [startElsewhere(), startElsewhere(), startElsewhere()]
    const started = await Promise.all(starters.map((starter) => starter.next()))
    expect(started.filter((one) => !one['adopted'])).toHaveLength(1)
    expect(new Set(started.map((one) => one['pid'])).size).toBe(1)
  })

  it('can be given up', async () => {
    await expect(start(dir, { signal: AbortSignal.abort(new Error('changed my mind')) })).rejects.toThrow('changed my mind')
    const server = await start()
    expect(server.adopted).toBe(false)
  })
})

describe('a second starter', () => {
  it('adopts the running server and learns when its owner stops it', async () => {
    const owner = await start()
    const adopter = await start()
    expect(adopter).toMatchObject({ adopted: true, pid: owner.pid, url: owner.url })
    await owner.stop()
    expect(await owner.exited).toMatchObject({ asked: true })
    expect(await adopter.exited).toMatchObject({ asked: false })
  })

  it('leaves the server running when it stops', async () => {
    const owner = await start()
    const adopter = await start()
    await adopter.stop()
    expect(await adopter.exited).toMatchObject({ asked: true })
    expect(await query(owner.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  it('finds the server also when its own TMPDIR is another', async () => {
    const owner = await start()
    vi.stubEnv('TMPDIR', dir)
    try {
      expect(await start()).toMatchObject({ adopted: true, url: owner.url })
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('keeps watching after its connection alone is cut', async () => {
    const owner = await start()
    const adopter = await start()
    await query(owner.url, `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`)
    await vi.waitFor(async () => expect(await query(owner.url, `select count(*)::int as n from pg_stat_activity where datname = 'postgres'`)).toEqual({ n: 1 }), 10_000)
    await owner.stop()
    expect(await adopter.exited).toMatchObject({ asked: false })
  })
})

describe('after a crash', () => {
  it.runIf(process.platform === 'linux')('kill -9 of the owner takes PostgreSQL along, and what was committed is there again', async () => {
    const owner = startElsewhere()
    const { url, pid } = (await owner.next()) as Started
    await query(url, 'create table parcel (number text)')
    await query(url, `insert into parcel values ('TN-1')`)
    const adopter = await start()
    owner.process.kill('SIGKILL')
    expect(await adopter.exited).toMatchObject({ asked: false })
    const again = await start()
    expect(again.adopted).toBe(false)
    expect(again.pid).not.toBe(pid)
    expect(await query(again.url, 'select number from parcel')).toEqual({ number: 'TN-1' })
  })

  it('kill -9 of PostgreSQL itself is told to its owner and recovered by the next start', async () => {
    const server = await start()
    await query(server.url, `create table parcel as select 'TN-1' as number`)
    process.kill(server.pid, 'SIGKILL')
    expect(await server.exited).toEqual({ asked: false, reason: 'PostgreSQL was ended by SIGKILL' })
    const again = await start()
    expect(await query(again.url, 'select number from parcel')).toEqual({ number: 'TN-1' })
  })

  it('a postmaster.pid whose number now belongs to another process of the same account does not stand in the way', async () => {
    const data = path.join(dir, 'pgdata')
    await (await start()).stop()
    const { switchTo } = await chooseAccount(data)
    const stranger = spawn('sleep', ['600'], { ...switchTo, cwd: '/', stdio: 'ignore' })
    children.push(stranger)
    await writeFile(path.join(data, 'postmaster.pid'), `${stranger.pid}\n${data}\n1700000000\n5432\n/nowhere\n\n       0         0\nready   \n`)
    const server = await start()
    expect(server).toMatchObject({ adopted: false })
    expect(await query(server.url, 'select 1 as one')).toEqual({ one: 1 })
  })

  it('a draft that a killed start left behind is cleared away', async () => {
    const gone = spawn('true')
    await new Promise((resolve) => gone.once('exit', resolve))
    await mkdir(path.join(dir, `pgdata.init-${gone.pid}-abandoned`))
    await start()
    expect((await readdir(dir)).filter((name) => name.includes('init-'))).toEqual([])
  })
})

describe('a start that cannot work', () => {
  it('refuses data of another major version and says what to do', async () => {
    await (await start()).stop()
    await writeFile(path.join(dir, 'pgdata', 'PG_VERSION'), '16\n')
    await expect(start()).rejects.toMatchObject({ code: 'version-mismatch', message: expect.stringContaining('dump') })
  })

  it('refuses a folder that holds something else', async () => {
    await mkdir(path.join(dir, 'pgdata'))
    await writeFile(path.join(dir, 'pgdata', 'letter.txt'), 'dear')
    await expect(start()).rejects.toMatchObject({ code: expect.stringMatching(/initdb-failed|account-missing/) })
  })

  it('fails at once with the last words of PostgreSQL when a setting is wrong', async () => {
    await expect(start(dir, { settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({ code: 'start-failed', message: expect.stringContaining('shared_buffers') })
  })

  it('refuses a socket folder that somebody put in the way', async () => {
    const account = await chooseAccount(path.join(dir, 'pgdata'))
    const taken = await makeSocketDir(path.join(dir, 'pgdata'), account)
    await rm(taken, { recursive: true })
    await symlink(dir, taken)
    try {
      await expect(makeSocketDir(path.join(dir, 'pgdata'), account)).rejects.toMatchObject({ code: 'socket-directory-taken' })
    } finally {
      await rm(taken)
    }
  })
})
