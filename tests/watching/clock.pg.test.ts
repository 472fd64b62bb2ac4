import { afterEach, expect, it, vi } from 'vitest'
import { openTestServer } from '../../apps/server/src/testing.ts'
import { createDatabase } from '../support/database.ts'

afterEach(() => { vi.useRealTimers() })

it('F040 goes by the database’s clock, whatever the machine’s own says and however it jumps', async () => {
  const database = await createDatabase()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 })
  const { app, close } = await openTestServer({ databaseUrl: database.url })
  const difference = async () => {
    const { rows } = await app.database.pool.query<{ at: string }>('select extract(epoch from clock_timestamp()) * 1000 as at')
    return Math.abs(app.needs.now().getTime() - Number(rows[0]!.at))
  }
  expect(await difference()).toBeLessThan(1_000)
  vi.setSystemTime(Date.now() - 1_200_000)
  expect(await difference()).toBeLessThan(1_000)
  await close()
  await database.drop()
})
