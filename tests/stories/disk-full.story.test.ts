import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { connect, migrate, type Database } from '@crossdock/postgres'
import { startEmbedded, type EmbeddedPostgres } from '@crossdock/postgres/embedded'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'

/*
 * A PostgreSQL on a volume of its own that fills up. It takes a machine on which a volume may be mounted: root, as in our
 * container; elsewhere this is skipped, and says so.
 */
const volume = mkdtempSync(path.join(os.tmpdir(), 'crossdock-volume-'))
const mounted = mount()
let postgres: EmbeddedPostgres
let database: Database

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=220m,mode=755', 'tmpfs', volume], { stdio: 'ignore' })
    return true
  } catch (err) {
    if (err instanceof Error) return false
    throw err
  }
}

// Its log of changes stays small, so that what fills up is, mostly, the room for the data.
const begin = () => startEmbedded({ dataDir: volume, database: 'crossdock', log: () => {}, settings: { max_wal_size: '32MB', min_wal_size: '32MB', shared_buffers: '32MB' } })

beforeAll(async () => {
  if (!mounted) return
  postgres = await begin()
  await migrate({ url: postgres.url })
  database = connect({ url: postgres.url, applicationName: 'test', statementMs: 20_000 })
})
afterAll(async () => {
  await database?.close()
  await postgres?.stop()
  if (mounted) execFileSync('umount', [volume])
  rmSync(volume, { recursive: true, force: true })
})

const add = (from: number, count: number) =>
  database.transact({ merchant: 'all' }, async (tx) => {
    await sql`insert into merchant (merchant_id, code, name) select gen_random_uuid(), 'C' || n, repeat(md5(n::text), 20) || n from generate_series(${from}::int, ${from + count - 1}::int) n`.execute(tx)
    await sql`insert into sales_channel (merchant_id, id, name) select merchant_id, gen_random_uuid(), repeat(md5(code), 20) from merchant where substring(code from 2)::int between ${from}::int and ${from + count - 1}::int`.execute(tx)
  })
const counts = async () => (await database.pool.query<{ merchants: number; channels: number }>('select (select count(*)::int from merchant) as merchants, (select count(*)::int from sales_channel) as channels')).rows[0]!

it.skipIf(!mounted)('F079 refuses what the disk has no room for, keeps nothing of it, answers what is asked, and goes on once there is room', async () => {
  const ballast = path.join(volume, 'ballast')
  let room = execFileSync('df', ['--output=avail', '-B1', volume]).toString().trim().split('\n').map(Number).at(-1)!
  writeFileSync(ballast, Buffer.alloc(Math.max(0, room - 40_000_000)))
  let [kept, failure] = [0, undefined as unknown]
  for (let from = 1; failure === undefined && from < 200_000; from += 500) {
    await add(from, 500).then(() => { kept += 500 }, (err: unknown) => { failure = err })
  }
  // A commit whose answer was lost with the server may have been carried out.
  const isUnknown = failure instanceof Error && failure.name === 'CommitUnknown'
  expect(isUnknown ? (failure as Error).cause : failure).toMatchObject({ code: expect.stringMatching(/^(53100|57P0\d|08\d\d\d|ECONN\w+|ENOENT|EPIPE)$/) })
  rmSync(ballast)
  room = Date.now()
  // One that could not even write its log of changes ends, and is started again by whoever looks after it.
  const look = async () => {
    try {
      return await counts()
    } catch (err) {
      if (!(err instanceof Error && 'code' in err && err.code === 'ENOENT')) return null
      await postgres.stop()
      postgres = await begin()
      return await counts()
    }
  }
  await expect.poll(look, { timeout: 60_000 }).not.toBeNull()
  const { merchants } = await counts()
  expect(isUnknown ? [kept, kept + 500] : [kept]).toContain(merchants)
  kept = merchants
  expect(await counts()).toEqual({ merchants: kept, channels: kept })
  await add(1_000_000, 10)
  expect(await counts()).toEqual({ merchants: kept + 10, channels: kept + 10 })
  expect(Date.now() - room).toBeLessThan(60_000)
}, 120_000)
