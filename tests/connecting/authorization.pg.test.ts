import { randomBytes } from 'node:crypto'
import { ConnectorError } from '@crossdock/connector-kit'
import { newId } from '@crossdock/domain'
import { beginAuthorization, completeAuthorization, deleteAccount, evaluateAlerts, openStore, retryWrite, revokeAuthorization, sweepWrites, updateAccount, type Visitor } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Alert } from '@crossdock/flows/ports'
import { getEcAccount } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVault } from '../../apps/server/src/vault.ts'
import { alertText } from '../../flows/src/alerting/alert-text.ts'
import { rows } from '../support/warehouse.ts'
import { actor, openOffice, timelineOf, visitor, type Office } from './office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const scope = everyMerchant
const begin = async (id: string) => new URL((await beginAuthorization(office.needs, { scope, ecAccountId: id, visitor, actor })).url).searchParams
const back = (params: Record<string, string>, who: Visitor | null = visitor, platform = 'teststore') =>
  completeAuthorization(office.needs, { platform, query: new URLSearchParams({ iss: 'https://store.test', code: 'code', ...params }), visitor: who })
const revocations = () => rows(office.warehouse, sql<{ state: string; request: Record<string, unknown> }>`select state, request from platform_write where kind = 'revocation' order by id`)
const nothingKept = async (id: string) => {
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'not_verified', shop: null, firstConnectedAt: null })
  expect(await rows(office.warehouse, sql`select from ec_credential where ec_account_id = ${id}`)).toEqual([])
  expect(await rows(office.warehouse, sql`select from shop_binding where held_by_account = ${id}`)).toEqual([])
}

describe('an authorization', () => {
  it('goes to the platform with our configured address and comes back connected', async () => {
    const id = await office.addAccount()
    const params = await begin(id)
    expect(params.get('redirect_uri')).toBe('https://crossdock.test/api/connect/teststore/callback')
    expect(Buffer.from(params.get('state')!, 'base64url')).toHaveLength(32)
    expect(await back({ state: params.get('state')! })).toEqual({ outcome: 'connected', ecAccountId: id })
    expect(await office.account(id)).toMatchObject({
      connectionStatus: 'connected', shop: { id: 'shop-1', title: '小山茶行' }, missingScopes: [], degradedSince: null, shopMethods: office.platform.methods, nextFetchAt: null,
    })
    expect((await timelineOf(office, id)).map((entry) => entry.type)).toEqual(['authorization_begun', 'connected'])
    expect((await openStore(office.needs, await office.account(id)).shop()).title).toBe('小山茶行')
  })

  /* Before anything is written to the store: what it answers is compared with readings by its own clock. The simulation's seed 218. */
  it('notes how far the platform’s clock is from ours', async () => {
    const id = await office.addAccount()
    office.platform.shop.platformTime = new Date(Date.now() - 600_000)
    await office.authorize(id)
    const [watched] = await rows(office.warehouse, sql<{ ahead: number }>`select clock_ahead_ms as ahead from stock_watch where ec_account_id = ${id}`)
    expect(Math.round(watched!.ahead / 60_000)).toBe(-10)
  })

  it('keeps neither state nor verifier nor tokens readable', async () => {
    const id = await office.addAccount()
    const state = (await begin(id)).get('state')!
    await back({ state })
    const kept = await rows(office.warehouse, sql<{ text: string }>`
      select row_to_json(a)::text as text from authorization_attempt a union all select row_to_json(c)::text from ec_credential c union all select row_to_json(w)::text from platform_write w`)
    const [grant] = office.platform.live()
    for (const secret of [state, `verifier-of-${state}`, grant!.current, ...grant!.access]) {
      for (const { text } of kept) for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')]) expect(text).not.toContain(form)
    }
  })

  it.each([
    ['F060 with an unknown state', async () => back({ state: 'made-up' }), { outcome: 'failed', ecAccountId: null }],
    ['F060 with no state', async () => back({}), { outcome: 'failed', ecAccountId: null }],
    ['F063 with another platform’s address', async (id: string) => back({ state: (await begin(id)).get('state')! }, visitor, 'otherstore'), { outcome: 'failed', ecAccountId: null }],
    ['F061 with another session', async (id: string) => back({ state: (await begin(id)).get('state')! }, { kind: 'user', id: 'user-1', sessionId: 'session-2' }), { outcome: 'session' }],
    ['F061 with another user', async (id: string) => back({ state: (await begin(id)).get('state')! }, { kind: 'user', id: 'user-2', sessionId: 'session-1' }), { outcome: 'session' }],
    ['F061 with an API key, though a user began', async (id: string) => back({ state: (await begin(id)).get('state')! }, { kind: 'api_key', id: 'user-1' }), { outcome: 'session' }],
    ['F066 with nobody signed in', async (id: string) => back({ state: (await begin(id)).get('state')! }, null), { outcome: 'session' }],
    ['F064 with consent refused', async (id: string) => back({ state: (await begin(id)).get('state')!, error: 'access_denied' }), { outcome: 'denied' }],
    ['F063 with another issuer', async (id: string) => back({ state: (await begin(id)).get('state')!, iss: 'https://evil.test' }), { outcome: 'failed' }],
    ['F060 with eleven minutes later', async (id: string) => {
      const state = (await begin(id)).get('state')!
      office.forward(11 * 60_000)
      return back({ state })
    }, { outcome: 'expired' }],
  ])('%s connects nothing', async (_name, come, expected) => {
    const id = await office.addAccount()
    expect(await come(id)).toMatchObject({ ecAccountId: id, ...expected })
    await nothingKept(id)
    expect(office.platform.calls.exchange).toBe(0)
    expect(await office.authorize(id)).toMatchObject({ outcome: 'connected' })
  })

  it('F066 is not used up by somebody else who brings its state', async () => {
    const id = await office.addAccount()
    const state = (await begin(id)).get('state')!
    expect(await back({ state }, null)).toMatchObject({ outcome: 'session' })
    expect(await back({ state })).toMatchObject({ outcome: 'connected' })
  })

  it('F062 exchanges its code once, however often the browser comes back', async () => {
    const id = await office.addAccount()
    const state = (await begin(id)).get('state')!
    const ends = await Promise.all(Array.from({ length: 6 }, () => back({ state })))
    expect(ends.map((end) => end.outcome).sort()).toEqual(['connected', 'replayed', 'replayed', 'replayed', 'replayed', 'replayed'])
    expect(await back({ state })).toEqual({ outcome: 'replayed', ecAccountId: id })
    expect(office.platform.calls.exchange).toBe(1)
    expect(office.platform.live()).toHaveLength(1)
  })

  it('begun with an API key is completed by whoever has its state', async () => {
    const id = await office.addAccount()
    expect(await office.authorize(id, { visitor: { kind: 'api_key', id: 'key-1' }, back: null })).toMatchObject({ outcome: 'connected' })
    expect((await timelineOf(office, id)).at(-1)?.type).toBe('connected')
  })

  it('that fails after the exchange ends the new grant', async () => {
    const id = await office.addAccount()
    office.platform.shopFault = new ConnectorError({ kind: 'unavailable', code: 'http_503', message: 'The shop cannot be read.' })
    expect(await office.authorize(id)).toMatchObject({ outcome: 'failed' })
    await nothingKept(id)
    expect((await timelineOf(office, id)).at(-1)).toMatchObject({ type: 'authorization_failed', data: { reason: 'failed', code: 'http_503' } })
    await office.send('revocation')
    expect(office.platform.live()).toEqual([])
    expect(await revocations()).toEqual([{ state: 'accepted', request: { platform: 'teststore', displayName: expect.any(String) } }])
  })

  it('F068 names what was not granted', async () => {
    const id = await office.addAccount()
    office.platform.scopes = ['shop', 'orders']
    await office.authorize(id)
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', grantedScopes: ['shop', 'orders'], missingScopes: ['stock'] })
  })
})

describe('a shop', () => {
  it('F065 another than before is refused, and what was connected stays connected', async () => {
    const id = await office.addAccount()
    await office.authorize(id)
    const [before] = await rows(office.warehouse, sql`select generation, sealed from ec_credential where ec_account_id = ${id}`)
    office.platform.shop = { ...office.platform.shop, id: 'shop-2', title: '別的店' }
    expect(await office.authorize(id)).toEqual({ outcome: 'other_shop', ecAccountId: id })
    expect(await rows(office.warehouse, sql`select generation, sealed from ec_credential where ec_account_id = ${id}`)).toEqual([before])
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', shop: { id: 'shop-1' } })
    await office.send('revocation')
    expect(office.platform.live().map((grant) => grant.shopId)).toEqual(['shop-1'])
  })

  it('F039 that another merchant’s account holds is refused without naming it', async () => {
    const theirs = await office.addAccount(await office.addMerchant('M2'), '他們的帳號')
    await office.authorize(theirs)
    const id = await office.addAccount()
    expect(await office.authorize(id)).toEqual({ outcome: 'shop_taken', ecAccountId: id })
    await nothingKept(id)
    expect(JSON.stringify(await timelineOf(office, id))).not.toContain('他們')
    await office.send('revocation')
    expect(office.platform.live()).toHaveLength(1)
  })

  it('F039 that two accounts are connected to at the same moment belongs to one of them', async () => {
    const ids = await Promise.all([office.addAccount(), office.addAccount()])
    const ends = await Promise.all(ids.map((id) => office.authorize(id)))
    expect(ends.map((end) => end.outcome).sort()).toEqual(['connected', 'shop_taken'])
    await office.send('revocation')
    expect(office.platform.live()).toHaveLength(1)
  })

  it('is free again when its account is deleted', async () => {
    const id = await office.addAccount()
    await office.authorize(id)
    await deleteAccount(office.needs, { scope, ecAccountId: id })
    await office.send('revocation')
    expect(office.platform.live()).toEqual([])
    expect(await office.authorize(await office.addAccount())).toMatchObject({ outcome: 'connected' })
  })
})

describe('deleting an account', () => {
  it('ends its grant at the platform, tried until it is answered although the account is gone', async () => {
    const id = await office.addAccount()
    await office.authorize(id)
    const { revoke } = office.platform.connector.authorise!
    office.platform.connector.authorise!.revoke = async () => { throw new ConnectorError({ kind: 'unavailable', code: 'http_503', message: 'The store is down.', outcome: 'unknown' }) }
    await deleteAccount(office.needs, { scope, ecAccountId: id })
    await office.send('revocation')
    expect(office.platform.live()).toHaveLength(1)
    expect(await revocations()).toEqual([{ state: 'unknown', request: expect.objectContaining({ sealed: expect.any(String) }) }])
    office.platform.connector.authorise!.revoke = revoke
    office.forward(3_600_000)
    await rows(office.warehouse, sql`delete from pgboss.job`)
    expect(await sweepWrites(office.needs)).toBe(1)
    await office.send('revocation')
    expect([office.platform.live(), await revocations()]).toEqual([[], [{ state: 'accepted', request: { platform: 'teststore', displayName: expect.any(String) } }]])
  })
})

describe('a revocation whose token cannot be opened', () => {
  it('ends as refused, is told of although the account is gone, and is sent again once the key is back', async () => {
    const id = await office.addAccount(undefined, '官網')
    await office.authorize(id)
    await deleteAccount(office.needs, { scope, ecAccountId: id })
    const { vault } = office.needs
    const other = { id: 'k2', key: randomBytes(32) }
    office.needs.vault = createVault({ current: other, all: [other] })
    await office.send('revocation')
    expect(await rows(office.warehouse, sql`select state, error_code, attempts from platform_write where kind = 'revocation'`)).toEqual([{ state: 'rejected', error_code: 'key_lost', attempts: 1 }])
    await evaluateAlerts(office.needs, { force: true })
    const [alert] = await rows(office.warehouse, sql<Alert>`select kind, count, owner, params, closed_at as "closedAt" from alert where kind = 'write_refused'`)
    expect([alert!.owner, alertText(alert!, 'en', String).sentence]).toEqual(['crossdock', 'Crossdock cannot end its access to “官網” of 小山茶行: the key that sealed it is missing.'])
    expect(office.platform.live()).toHaveLength(1)

    office.needs.vault = vault
    const [{ id: writeId }] = await rows(office.warehouse, sql<{ id: string }>`select id from platform_write where kind = 'revocation'`) as [{ id: string }]
    await retryWrite(office.needs, { scope, actor, writeId })
    await office.send('revocation')
    expect([office.platform.live(), await revocations()]).toEqual([[], [{ state: 'accepted', request: { platform: 'teststore', displayName: '官網' } }]])
    await evaluateAlerts(office.needs, { force: true })
    expect(await rows(office.warehouse, sql`select 1 as open from alert where kind = 'write_refused' and closed_at is null`)).toEqual([])
  })
})

describe('a pair that does not open', () => {
  const another = { id: 'k2', key: randomBytes(32) }
  const connected = async () => {
    const id = await office.addAccount(undefined, '官網')
    await office.authorize(id)
    return id
  }
  const sendAgain = async () => {
    const [write] = await rows(office.warehouse, sql<{ id: string }>`select id from platform_write where kind = 'revocation' and state = 'rejected'`)
    await retryWrite(office.needs, { scope, actor, writeId: write!.id })
    await office.send('revocation')
  }
  const openAlerts = async () => {
    await evaluateAlerts(office.needs, { force: true })
    return rows(office.warehouse, sql`select kind, owner, params ->> 'what' as what, params ->> 'account' as account from alert where closed_at is null`)
  }
  const told = [{ kind: 'write_refused', owner: 'crossdock', what: 'key_lost', account: '官網' }]

  it.each([
    ['revoked', (id: string) => revokeAuthorization(office.needs, { scope, ecAccountId: id, actor })],
    ['deleted', (id: string) => deleteAccount(office.needs, { scope, ecAccountId: id })],
  ] as const)('when its account is %s, stands as a refused revocation that is told of, and is sent once its key is back', async (_what, giveUp) => {
    const id = await connected()
    const { vault } = office.needs
    office.needs.vault = createVault({ current: another, all: [another] })
    await giveUp(id)
    expect(await rows(office.warehouse, sql`select state, error_code, attempts from platform_write where kind = 'revocation'`)).toEqual([{ state: 'rejected', error_code: 'key_lost', attempts: 0 }])
    expect((await timelineOf(office, id)).find((entry) => entry.type === 'grant_left')?.data).toMatchObject({ code: 'key_lost' })
    expect([await openAlerts(), office.platform.live().length]).toEqual([told, 1])

    await sendAgain()
    expect([await openAlerts(), office.platform.live().length]).toEqual([told, 1])
    office.needs.vault = vault
    await sendAgain()
    expect([await openAlerts(), office.platform.live(), await revocations()]).toEqual([[], [], [{ state: 'accepted', request: { platform: 'teststore', displayName: '官網' } }]])
  })

  it('when its account is authorized again, ends the old grant later, and not the new one', async () => {
    const id = await connected()
    const [old] = office.platform.live()
    const { vault } = office.needs
    office.needs.vault = createVault({ current: another, all: [another] })
    expect(await office.authorize(id)).toMatchObject({ outcome: 'connected' })
    expect([await openAlerts(), office.platform.live().length]).toEqual([told, 2])
    office.needs.vault = vault
    await sendAgain()
    expect([await openAlerts(), office.platform.live().length]).toEqual([[], 1])
    expect(office.platform.live()).not.toContain(old)
  })
})

describe('authorizing again', () => {
  it('replaces the grant, ends the old one, fetches the dark period and wakes what waited', async () => {
    const id = await office.addAccount()
    await office.authorize(id)
    await updateAccount(office.needs, { scope, ecAccountId: id, actor, update: { settings: { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: false, pushPercentage: 0 } } })
    await rows(office.warehouse, sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request, next_attempt_at)
      values (${office.warehouse.merchantId}, ${newId()}, ${id}, 'tracking', ${newId()}, 'k', '{}', now() + interval '1 hour')`)
    office.platform.endGrants()
    office.platform.expireAccess()
    await expect(openStore(office.needs, await office.account(id)).shop()).rejects.toMatchObject({ code: 'invalid_grant' })
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected', disconnectReason: 'revoked_on_platform', nextFetchAt: null })

    expect(await office.authorize(id)).toMatchObject({ outcome: 'connected' })
    const account = await office.account(id)
    expect(account).toMatchObject({ connectionStatus: 'connected', disconnectReason: null, trouble: null, nextSlot: { time: '09:00' } })
    expect(account.nextFetchAt!.getTime()).toBeGreaterThan(office.needs.now().getTime())
    expect(await rows(office.warehouse, sql`select trigger, status from fetch_run where ec_account_id = ${id}`)).toEqual([{ trigger: 'reauthorized', status: 'queued' }])
    expect(await rows(office.warehouse, sql`select next_attempt_at <= now() as due from platform_write where kind = 'tracking'`)).toEqual([{ due: true }])
  })

  it('F067 by two people at once leaves one live grant, and both are told of in the timeline', async () => {
    const id = await office.addAccount()
    const states = [(await begin(id)).get('state')!, (await begin(id)).get('state')!]
    const ends = await Promise.all(states.map((state) => back({ state })))
    expect(ends.map((end) => end.outcome)).toEqual(['connected', 'connected'])
    await office.send('revocation')
    expect(office.platform.live()).toHaveLength(1)
    expect((await openStore(office.needs, await office.account(id)).shop()).id).toBe('shop-1')
    expect((await timelineOf(office, id)).filter((entry) => entry.type === 'connected')).toHaveLength(2)
  })
})

describe('revoking', () => {
  it('F058 stops everything here at once and is told to the platform', async () => {
    const id = await office.addAccount()
    await office.authorize(id)
    const session = openStore(office.needs, await office.account(id))
    await revokeAuthorization(office.needs, { scope, ecAccountId: id, actor })
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected', disconnectReason: 'revoked_here' })
    const read = office.platform.calls.shop
    await expect(session.shop()).rejects.toMatchObject({ kind: 'auth', code: 'not_connected' })
    expect(office.platform.calls.shop).toBe(read)
    expect(await rows(office.warehouse, sql`select sealed from ec_credential`)).toEqual([{ sealed: null }])
    await office.send('revocation')
    expect(office.platform.live()).toEqual([])
    await expect(revokeAuthorization(office.needs, { scope, ecAccountId: id, actor })).rejects.toMatchObject({ code: 'not_connected' })
    expect(await office.authorize(id)).toMatchObject({ outcome: 'connected' })
  })

  it('F058 while an authorization is on its way wins', async () => {
    const id = await office.addAccount()
    await office.authorize(id)
    const state = (await begin(id)).get('state')!
    await revokeAuthorization(office.needs, { scope, ecAccountId: id, actor })
    expect(await back({ state })).toEqual({ outcome: 'replayed', ecAccountId: id })
    await office.send('revocation')
    expect(office.platform.live()).toEqual([])
  })
})

it('another merchant’s account is not found, whatever is asked of it', async () => {
  const id = await office.addAccount()
  await office.authorize(id)
  const other = merchantScope((await office.addMerchant('M2')).merchantId)
  const asked = [
    beginAuthorization(office.needs, { scope: other, ecAccountId: id, visitor, actor }),
    revokeAuthorization(office.needs, { scope: other, ecAccountId: id, actor }),
    updateAccount(office.needs, { scope: other, ecAccountId: id, actor, update: { displayName: 'mine' } }),
    deleteAccount(office.needs, { scope: other, ecAccountId: id }),
  ]
  for (const each of await Promise.allSettled(asked)) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } })
  expect(await office.warehouse.database.transact(other, (tx) => getEcAccount(tx, id))).toBeNull()
})
