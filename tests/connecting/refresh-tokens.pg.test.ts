import { ConnectorError } from '@crossdock/connector-kit'
import { keepConnections, openStore, recheckSystemTroubles, revokeAuthorization, verifyConnection } from '@crossdock/flows'
import { everyMerchant, type Needs } from '@crossdock/flows/ports'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rows } from '../support/warehouse.ts'
import { actor, openOffice, timelineOf, type Office } from './office.ts'

let office: Office
let id: string
beforeEach(async () => {
  office = await openOffice()
  id = await office.addAccount()
  await office.authorize(id)
  office.platform.calls.refresh = 0
})
afterEach(() => office.close())

const minute = 60_000
const readShop = async (needs: Needs = office.needs) => openStore(needs, await office.account(id)).shop()
const credential = async () =>
  (await rows(office.warehouse, sql<{ generation: number; sealed: Buffer | null; lease_holder: string | null; life: number }>`
    select generation, sealed, lease_holder, extract(epoch from access_expires_at - refreshed_at)::int as life from ec_credential where ec_account_id = ${id}`))[0]!
const disconnections = async () => (await timelineOf(office, id)).filter((entry) => entry.type === 'disconnected')

/** A gate in the platform: a refresh that was carried out waits there with its answer. */
function holdAnswers(): () => void {
  const gate = Promise.withResolvers<void>()
  office.platform.refreshGate = gate.promise
  return () => {
    office.platform.refreshGate = null
    gate.resolve()
  }
}

it('asks for a new pair once, when a fifth of its life is left', async () => {
  office.forward(47 * minute)
  await readShop()
  expect(office.platform.calls.refresh).toBe(0)
  office.forward(2 * minute)
  await readShop()
  await readShop()
  expect(office.platform.calls.refresh).toBe(1)
  expect(await credential()).toMatchObject({ generation: 2, lease_holder: null })
})

it('F050 makes one token call for fifty who see the same expiry in five processes', async () => {
  const processes = ['a', 'b', 'c', 'd', 'e'].map((name) => office.elsewhere(name))
  const open = holdAnswers()
  office.forward(50 * minute)
  const reads = Array.from({ length: 50 }, (_, index) => readShop(processes[index % 5]))
  await vi.waitFor(() => expect(office.platform.calls.refresh).toBe(1), 20_000)
  open()
  expect((await Promise.all(reads)).every((shop) => shop.id === 'shop-1')).toBe(true)
  expect(office.platform.calls.refresh).toBe(1)
  expect((await credential()).generation).toBe(2)
})

it('takes over from a process that died while it asked', async () => {
  await rows(office.warehouse, sql`update ec_credential set lease_holder = 'dead', lease_until = now() + interval '1 second'`)
  office.forward(50 * minute)
  await readShop()
  expect(office.platform.calls.refresh).toBe(1)
})

it('renews once after a 401, and uses what another process has renewed meanwhile', async () => {
  office.platform.expireAccess()
  await readShop()
  await readShop(office.elsewhere('b'))
  expect(office.platform.calls.refresh).toBe(1)
})

it('F051 asks again with the same refresh token when an answer was lost', async () => {
  office.forward(50 * minute)
  office.platform.refreshFaults = ['lost_answer']
  await readShop()
  expect(office.platform.calls.refresh).toBe(2)
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', degradedSince: null })
})

it('F055 lives on the old token while the platform cannot answer, then shows trouble, and never disconnects', async () => {
  office.platform.refreshFaults = Array.from({ length: 20 }, () => 'unavailable' as const)
  office.forward(50 * minute)
  await readShop()
  office.forward(11 * minute)
  await expect(readShop()).rejects.toMatchObject({ kind: 'unavailable', code: 'http_503' })
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', trouble: { code: 'http_503' } })
  expect((await office.account(id)).degradedSince).not.toBeNull()
  office.platform.refreshFaults = []
  await verifyConnection(office.needs, await office.account(id))
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', degradedSince: null, trouble: null })
  expect((await timelineOf(office, id)).map((entry) => entry.type).slice(-2)).toEqual(['degraded', 'recovered'])
})

it.each([
  [0, 'revoked_on_platform'],
  [61, 'refused_by_platform'],
])('F057 disconnects at once on a proven refusal after %i minutes, once, as %s', async (minutes, reason) => {
  office.platform.endGrants()
  office.forward(minutes * minute)
  const reads = await Promise.allSettled([readShop(), readShop(), readShop(office.elsewhere('b'))])
  expect(reads.every((read) => read.status === 'rejected')).toBe(true)
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected', disconnectReason: reason, trouble: { kind: 'auth', code: 'invalid_grant' }, degradedSince: null })
  expect(await disconnections()).toHaveLength(1)
  expect((await credential()).sealed).toBeNull()
})

it('F054 is not disconnected by a refusal that came because another process was faster', async () => {
  const other = office.elsewhere('b')
  const authorise = office.platform.connector.authorise!
  const refresh = authorise.refresh
  authorise.refresh = async () => {
    authorise.refresh = refresh
    // Our turn has run out unnoticed, and another process has renewed: our own token is too old by now.
    await rows(office.warehouse, sql`update ec_credential set lease_until = now() - interval '1 second'`)
    await readShop(other)
    throw new ConnectorError({ kind: 'auth', code: 'invalid_grant', message: 'The refresh token was used before.', status: 400 })
  }
  office.forward(50 * minute)
  expect((await readShop()).id).toBe('shop-1')
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected' })
  expect((await credential()).generation).toBe(2)
})

describe('an answer that comes too late', () => {
  it('F059 does not revive an account that was revoked, and its pair is ended too', async () => {
    const open = holdAnswers()
    office.forward(61 * minute)
    const read = readShop()
    read.catch(() => {})
    await vi.waitFor(() => expect(office.platform.calls.refresh).toBe(1), 20_000)
    await revokeAuthorization(office.needs, { scope: everyMerchant, ecAccountId: id, actor })
    expect((await credential()).sealed).toBeNull()
    open()
    await expect(read).rejects.toMatchObject({ code: 'not_connected' })
    expect((await credential()).sealed).toBeNull()
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected', disconnectReason: 'revoked_here' })
    expect(await rows(office.warehouse, sql`select part from platform_write where kind = 'revocation' order by part`)).toEqual([{ part: 1 }, { part: 2 }])
    await office.send('revocation')
    expect(office.platform.live()).toEqual([])
  })

  it('F059 does not replace the pair of a newer authorization', async () => {
    const open = holdAnswers()
    office.forward(61 * minute)
    const read = readShop()
    await vi.waitFor(() => expect(office.platform.calls.refresh).toBe(1), 20_000)
    await office.authorize(id)
    const after = await credential()
    open()
    expect((await read).id).toBe('shop-1')
    expect(await credential()).toEqual(after)
    await office.send('revocation')
    expect(office.platform.live()).toHaveLength(1)
    office.platform.expireAccess()
    expect((await readShop()).id).toBe('shop-1')
  })
})

it('F069 keeps a token no longer than is sane, whatever life it is said to have', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constant(null), fc.integer({ min: -1_000_000, max: 1_000_000_000 })), async (expiresIn) => {
      office.platform.expiresIn = expiresIn
      office.platform.expireAccess()
      await readShop()
      const { life } = await credential()
      const said = expiresIn !== null && expiresIn > 0 ? expiresIn : 3600
      expect(life).toBe(Math.min(Math.max(said, 30), 86_400))
      const asked = office.platform.calls.refresh
      await readShop()
      await readShop()
      expect(office.platform.calls.refresh).toBe(asked)
    }),
    { numRuns: 12 },
  )
})

it('F070 does not open a pair that was moved to another account: one alarm for the admin, and nobody is asked to log in', async () => {
  office.platform.shop = { ...office.platform.shop, id: 'shop-2' }
  const other = await office.addAccount()
  await office.authorize(other)
  await rows(office.warehouse, sql`
    update ec_credential c set sealed = o.sealed, key_id = o.key_id from ec_credential o where c.ec_account_id = ${id} and o.ec_account_id = ${other}`)
  const read = office.platform.calls.shop
  await expect(readShop()).rejects.toMatchObject({ kind: 'unavailable', code: 'secret_unreadable', outcome: 'not_sent' })
  expect(office.platform.calls.shop).toBe(read)
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', degradedSince: null })
  expect(await rows(office.warehouse, sql`select kind, subject from system_trouble where ended_at is null`)).toEqual([{ kind: 'secret_unreadable', subject: id }])
  office.platform.shop = { ...office.platform.shop, id: 'shop-1' }
  await office.authorize(id)
  office.forward(minute)
  await recheckSystemTroubles(office.needs)
  expect(await rows(office.warehouse, sql`select from system_trouble where ended_at is null`)).toEqual([])
})

it('F057 looks at every account within a day, used or not, and finds what was revoked silently', async () => {
  await rows(office.warehouse, sql`update ec_account set connection_status = 'disconnected' where id = ${office.warehouse.accountId}`)
  expect(await keepConnections(office.needs)).toBe(0)
  office.forward(25 * 60 * minute)
  expect(await keepConnections(office.needs)).toBe(1)
  expect(office.platform.calls.refresh).toBe(1)
  expect(await keepConnections(office.needs)).toBe(0)
  office.platform.endGrants()
  office.forward(25 * 60 * minute)
  expect(await keepConnections(office.needs)).toBe(1)
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected' })
})
