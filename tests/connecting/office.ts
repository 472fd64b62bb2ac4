import { randomBytes } from 'node:crypto'
import { newId } from '@crossdock/domain'
import { beginAuthorization, completeAuthorization, sendWrite, type AuthorizationEnd, type Visitor } from '@crossdock/flows'
import { everyMerchant, type Actor, type EcAccount, type Needs } from '@crossdock/flows/ports'
import { connect, openStore } from '@crossdock/postgres'
import { sql } from 'kysely'
import { createVault } from '../../apps/server/src/vault.ts'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createTestPlatform, type TestPlatform } from './test-platform.ts'

export const actor: Actor = { kind: 'user', name: '小芳' }
export const visitor: Visitor = { kind: 'user', id: 'user-1', sessionId: 'session-1' }

/** A warehouse beside a platform, with a clock that a test moves. */
export interface Office {
  warehouse: TestWarehouse
  platform: TestPlatform
  needs: Needs
  /** Lines of level error and warn. */
  logged: string[]
  forward(ms: number): void
  /** The same, as another process would have it: its own connections and its own memory. */
  elsewhere(worker: string): Needs
  addAccount(place?: { merchantId: string; channelId: string }, displayName?: string): Promise<string>
  addMerchant(code: string): Promise<{ merchantId: string; channelId: string }>
  account(id: string): Promise<EcAccount>
  authorize(id: string, options?: { visitor?: Visitor; back?: Visitor | null; query?: Record<string, string> }): Promise<AuthorizationEnd>
  /** Sends the writes of a kind that are planned. */
  send(kind: 'revocation' | 'webhook_subscription'): Promise<void>
  close(): Promise<void>
}

export async function openOffice(): Promise<Office> {
  const warehouse = await openWarehouse()
  const platform = createTestPlatform()
  const logged: string[] = []
  let ahead = 0
  const closing: (() => Promise<void>)[] = []
  const note = (_facts: unknown, message: string) => void logged.push(message)
  const key = { id: 'k1', key: randomBytes(32) }
  const needs: Needs = {
    store: warehouse.store, connectors: new Map([['teststore', platform.connector]]), vault: createVault({ current: key, all: [key] }),
    now: () => new Date(Date.now() + ahead), log: { debug() {}, info() {}, warn: note, error: note }, worker: 'here', publicUrl: 'https://crossdock.test', webhooks: false,
    calls: { of: () => () => {} },
  }
  return {
    warehouse, platform, needs, logged,
    forward: (ms) => void (ahead += ms),
    elsewhere(worker) {
      const database = connect({ url: warehouse.url, applicationName: worker, maxConnections: 3 })
      closing.push(() => database.close())
      return { ...needs, store: openStore(database, warehouse.queue), worker }
    },
    async addAccount(place = warehouse, displayName = `account ${newId()}`) {
      const id = newId()
      await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id) values (${place.merchantId}, ${id}, 'teststore', ${displayName}, ${place.channelId})`)
      return id
    },
    async addMerchant(code) {
      const place = { merchantId: newId(), channelId: newId() }
      await rows(warehouse, sql`insert into merchant (merchant_id, code, name) values (${place.merchantId}, ${code}, ${code})`)
      await rows(warehouse, sql`insert into sales_channel (merchant_id, id, name) values (${place.merchantId}, ${place.channelId}, ${code})`)
      return place
    },
    async account(id) {
      return (await warehouse.store.transact(everyMerchant, (tx) => tx.accounts.find(id)))!
    },
    async authorize(id, options = {}) {
      const { url } = await beginAuthorization(needs, { scope: everyMerchant, ecAccountId: id, visitor: options.visitor ?? visitor, actor })
      const state = new URL(url).searchParams.get('state')!
      const query = new URLSearchParams({ iss: 'https://store.test', code: 'code', state, ...options.query })
      return completeAuthorization(needs, { platform: 'teststore', query, visitor: options.back === undefined ? (options.visitor ?? visitor) : options.back })
    },
    async send(kind) {
      const planned = await rows(warehouse, sql<{ merchant_id: string; id: string }>`select merchant_id, id from platform_write where kind = ${kind} and state in ('planned', 'unknown') order by id`)
      for (const write of planned) await sendWrite(needs, { merchantId: write.merchant_id, id: write.id })
    },
    async close() {
      for (const end of closing) await end()
      await warehouse.close()
    },
  }
}

export const timelineOf = async (office: Office, id: string) =>
  (await rows(office.warehouse, sql<{ type: string; data: Record<string, unknown>; actor_name: string }>`select type, data, actor_name from timeline where subject_id = ${id} order by id`))
