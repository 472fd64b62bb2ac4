import { beginAuthorization, completeAuthorization, fetchNow, previewBackfill, queueBackfill, readStockNow, reconcileNow, revokeAuthorization, updateAccount, verifyConnection } from '@crossdock/flows'
import { updateSalesChannel } from '@crossdock/postgres'
import { sql } from 'kysely'
import { platformName } from '../platform/connector.ts'
import type { SimAccount } from '../world.ts'
import { actor, pause, who, type Act } from './acting.ts'

export const shippingCodes = ['home', 'home', 'home', 'home', 'home', 'cvs', 'cold']

export const fetchOrders: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  await fetchNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor })
}

export const map: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  const codes = ['home', ...['cvs', 'cold'].filter(() => world.random.chance(0.6))]
  await updateAccount(needs, { ...who, ecAccountId: account.id, update: { shippingMappings: codes.map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' })) } })
}

/** Sees something odd, and takes the leave back while a run, or something else, is under way. */
export const revoke: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  if (world.random.chance(0.7)) {
    await fetchNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor })
    await pause(world, world.random.between(20, 1_500))
  }
  await revokeAuthorization(needs, { ...who, ecAccountId: account.id })
}

export const verify: Act = async (world, needs) => void (await verifyConnection(needs, world.random.pick(world.accounts)))

export const reconnect: Act = async (world, needs) => {
  const dark = await world.look<{ id: string }>(sql`select id from ec_account where connection_status <> 'connected' order by id`)
  const account = world.accounts.find((each) => each.id === dark[0]?.id)
  if (account) await authorise(account)(world, needs)
}

export const settings: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  await saveSettings(account, { slots: ['09:00', '09:20'], percentage: world.random.pick([0, 20, 33, 50]) })(world, needs)
}

/** Today, or the days up to it. */
export const backfill: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  const today = new Date(world.agenda.now() + 8 * 3_600_000)
  const day = (ago: number) => new Date(today.getTime() - ago * 86_400_000).toISOString().slice(0, 10)
  const asked = { merchantId: account.merchantId, ecAccountId: account.id, days: { from: day(world.random.between(0, 2)), to: day(0) } }
  if (world.random.chance(0.5)) await previewBackfill(needs, asked)
  await queueBackfill(needs, { ...asked, actor })
}

export const compare: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  await reconcileNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor })
}

/** Closed for a while: its orders wait. */
export const switchChannel: Act = async (world) => {
  const { channelId } = world.random.pick(world.merchants)
  const [channel] = await world.look<{ enabled: boolean }>(sql`select enabled from sales_channel where id = ${channelId}`)
  if (channel?.enabled && world.random.chance(0.6)) return
  await world.within((tx) => updateSalesChannel(tx, channelId, { enabled: !channel?.enabled }, actor))
}

/** To the platform and back; the code can be lost with the process that exchanges it, and is asked for anew then. */
export function authorise(account: SimAccount): Act {
  return async (world, needs) => {
    const { url } = await beginAuthorization(needs, { ...who, ecAccountId: account.id, visitor: { kind: 'api_key', id: 'key' } })
    const state = new URLSearchParams(url.split('?')[1]).get('state') ?? ''
    await pause(world, world.random.between(500, 20_000))
    const query = new URLSearchParams({ state, code: world.platform.grants.issueCode(account.shopId) })
    const api = world.anyApi()
    if (!api) return
    const end = await completeAuthorization(api.needs, { platform: platformName, query, visitor: null })
    world.tell(`${account.shopId}: authorization ${end.outcome}`)
  }
}

export function saveSettings(account: SimAccount, { slots, percentage }: { slots: string[]; percentage: number }): Act {
  return async (_, needs) => {
    await updateAccount(needs, { ...who, ecAccountId: account.id, update: { settings: { fetchEnabled: true, fetchSchedule: slots, pushEnabled: true, pushPercentage: percentage } } })
  }
}

export function mapCodes(account: SimAccount, codes: readonly string[]): Act {
  return async (_, needs) => {
    await updateAccount(needs, { ...who, ecAccountId: account.id, update: { shippingMappings: codes.map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' })) } })
  }
}

export const fetchAll = (account: SimAccount): Act => async (_, needs) => void (await fetchNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor }))

export const readAll = (account: SimAccount): Act => async (_, needs) => void (await readStockNow(needs, { ...who, ecAccountId: account.id }))

export const compareAll = (account: SimAccount): Act => async (_, needs) => void (await reconcileNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor }))
