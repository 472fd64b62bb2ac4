import { sql } from 'kysely'
import { newId } from '@crossdock/domain'
import { evaluateAlerts } from '@crossdock/flows'
import type { Alert, Needs, Reader, Telling } from '@crossdock/flows/ports'
import { freshKey } from '../../apps/server/src/testing.ts'
import { createVault } from '../../apps/server/src/vault.ts'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

export interface AlertOffice {
  warehouse: TestWarehouse
  needs: Needs & { telling: Telling }
  readers: Reader[]
  /** What the clock says; tests move it. */
  at: Date
  pass(ms: number): void
  run(statement: ReturnType<typeof sql>): Promise<unknown>
  look(): Promise<{ opened: string[]; updated: string[]; closed: string[] }>
  open(): Promise<Pick<Alert, 'kind' | 'count' | 'owner'>[]>
  account(changes?: { merchantId?: string; channelId?: string }): Promise<string>
  merchant(): Promise<{ merchantId: string; channelId: string }>
  close(): Promise<void>
}

export const minutes = (count: number) => count * 60_000

/** A warehouse in which somebody looks for what is the matter, on a clock of its own. */
export async function openAlertOffice(changes: Partial<Telling> = {}): Promise<AlertOffice> {
  const warehouse = await openWarehouse()
  const key = freshKey('test')
  const quiet = () => {}
  const run = (statement: ReturnType<typeof sql>) => rows(warehouse, statement)
  const readers: Reader[] = []
  const office: AlertOffice = {
    warehouse, readers, at: new Date('2026-11-25T04:00:00Z'), run,
    needs: {
      store: warehouse.store, connectors: new Map(), vault: createVault({ current: key, all: [key] }), now: () => office.at, log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      worker: 'test', publicUrl: 'https://crossdock.test', webhooks: false, calls: { of: () => quiet as never },
      telling: {
        timeZone: 'Asia/Taipei',
        readers: async () => readers,
        mailer: { send: async () => ({ answer: '250 ok' }) },
        outbound: { refuse: () => null, post: async () => ({ status: 200, body: '', durationMs: 1 }) },
        ...changes,
      },
    },
    pass(ms) { office.at = new Date(office.at.getTime() + ms) },
    async look() {
      const settlement = await evaluateAlerts(office.needs, { force: true })
      const of = (type: string) => (settlement?.news ?? []).filter((each) => each.type === type).map((each) => each.alert.kind).sort()
      return { opened: of('opened'), updated: of('updated'), closed: of('closed') }
    },
    async open() {
      return rows(warehouse, sql<Pick<Alert, 'kind' | 'count' | 'owner'>>`select kind, count, owner from alert where closed_at is null order by kind, group_key`)
    },
    async merchant() {
      const [merchantId, channelId] = [newId(), newId()]
      await run(sql`insert into merchant (merchant_id, code, name) values (${merchantId}, ${merchantId}, ${merchantId})`)
      await run(sql`insert into sales_channel (merchant_id, id, name) values (${merchantId}, ${channelId}, 'x')`)
      return { merchantId, channelId }
    },
    async account({ merchantId = warehouse.merchantId, channelId = warehouse.channelId } = {}) {
      const id = newId()
      await run(sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, connected_at, first_connected_at)
        values (${merchantId}, ${id}, 'teststore', ${id}, ${channelId}, 'connected', ${office.at}, ${office.at})`)
      return id
    },
    close: warehouse.close,
  }
  return office
}
