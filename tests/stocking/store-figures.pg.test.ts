import { exposureOf, judgeDifference, levelNow, newId, type StockEvent, type StoreLevel, type Underway } from '@crossdock/domain'
import { listDrift, listStock } from '@crossdock/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
beforeAll(async () => { warehouse = await openWarehouse() })
afterAll(() => warehouse.close())

const minute = 60_000
const start = Date.parse('2026-11-20T00:00:00Z')
const at = (minutes: number) => new Date(start + minutes * minute)
const figure = fc.option(fc.record({ stock: fc.integer({ min: 0, max: 30 }), at: fc.integer({ min: 0, max: 120 }) }), { freq: 6 })
const sku = fc.record({
  told: figure, shown: figure, onHand: fc.nat(30),
  sales: fc.array(fc.record({ at: fc.integer({ min: 0, max: 130 }), quantity: fc.integer({ min: 1, max: 4 }), canceledAt: fc.option(fc.integer({ min: 0, max: 130 })), imported: fc.boolean() }), { maxLength: 4 }),
  pushes: fc.array(fc.record({ kind: fc.constantFrom('increment' as const, 'overwrite' as const), quantity: fc.integer({ min: -3, max: 8 }), uncertain: fc.boolean(), drift: fc.boolean() }), { maxLength: 2 }),
})

it('the statement says of every SKU what the rules say, all at once', async () => {
  const covered = 90
  const skus = fc.sample(sku, { numRuns: 120, seed: 7 })
  await rows(warehouse, sql`update ec_account set covered_until = ${at(covered)}, fetch_enabled = true`)
  const { merchantId, accountId, channelId } = warehouse
  type Rule = { kind: string; difference: number } | null
  const expected = new Map<string, Rule>()
  const unfetched = new Map<string, Rule>()
  const exposures = new Map<string, { exposed: number | null; atRisk: number }>()
  for (const [index, each] of skus.entries()) {
    const name = `S${String(index).padStart(3, '0')}`
    const productId = await addProduct(warehouse, name, each.onHand)
    await rows(warehouse, sql`insert into store_level (merchant_id, ec_account_id, product_id, told, told_at, told_by, shown, shown_at, shown_by)
      values (${merchantId}, ${accountId}, ${productId}, ${each.told?.stock ?? null}, ${each.told && at(each.told.at)}, ${each.told && 'reading'}, ${each.shown?.stock ?? null}, ${each.shown && at(each.shown.at)}, ${each.shown && 'reading'})`)
    const events: StockEvent[] = []
    for (const sale of each.sales) {
      events.push({ at: at(sale.at).getTime(), quantity: sale.quantity })
      if (sale.canceledAt !== null) events.push({ at: at(sale.canceledAt).getTime(), quantity: -sale.quantity })
      const id = newId()
      if (sale.imported) {
        await rows(warehouse, sql`with o as (insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, platform_order_status, platform_shipment_status, payment_status, placed_at,
          platform_updated_at, shipping_code, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
          values (${merchantId}, ${id}, ${accountId}, ${channelId}, ${id}, ${id}, ${sale.canceledAt === null ? 'new' : 'cancelled'}, 'ready_to_ship', 'paid', ${at(sale.at)}, ${at(sale.canceledAt ?? sale.at)}, 'x', '{}', 'x', 'TWD', 1, 0, 0, 1, 0, 1, 1) returning id)
          insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key) select ${merchantId}, id, 'l', 0, ${name}, 'x', ${sale.quantity}, 1, ${name} from o`)
      } else {
        await rows(warehouse, sql`insert into platform_order (merchant_id, ec_account_id, platform_order_id, payload, skip_reason, placed_at, updated_at, canceled, wants)
          values (${merchantId}, ${accountId}, ${id}, '{}', 'not_ready_to_ship', ${at(sale.at)}, ${at(sale.canceledAt ?? sale.at)}, ${sale.canceledAt !== null}, ${JSON.stringify([{ sku: name, quantity: sale.quantity }])})`)
      }
    }
    const underway: Underway = { increments: 0, mayBeTakenMin: 0, mayBeTakenMax: 0, overwrite: null, correcting: false }
    for (const push of each.pushes) {
      const quantity = push.kind === 'overwrite' ? Math.abs(push.quantity) : push.quantity
      const origin = push.kind === 'overwrite' ? 'hand' : push.drift ? 'drift' : 'inbound'
      const id = newId()
      await rows(warehouse, sql`insert into stock_push (merchant_id, id, ec_account_id, kind, origin, actor_kind, actor_name) values (${merchantId}, ${id}, ${accountId}, ${push.kind}, ${origin}, 'user', 'x')`)
      await rows(warehouse, sql`insert into stock_push_line (merchant_id, stock_push_id, product_id, part, sku, quantity) values (${merchantId}, ${id}, ${productId}, 1, ${name}, ${quantity})`)
      await rows(warehouse, sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, uncertain_since)
        values (${merchantId}, ${newId()}, ${accountId}, ${`stock_${push.kind}`}, ${id}, ${push.uncertain ? 'unknown' : 'planned'}, ${id}, '{}', ${push.uncertain ? at(60) : null})`)
      if (push.kind === 'overwrite') underway.overwrite = Math.max(underway.overwrite ?? 0, quantity)
      else {
        underway.increments += quantity
        if (push.uncertain) {
          underway.mayBeTakenMin += Math.min(0, quantity)
          underway.mayBeTakenMax += Math.max(0, quantity)
        }
        underway.correcting ||= origin === 'drift'
      }
    }
    const ms = (kept: { stock: number; at: number } | null) => kept && { stock: kept.stock, at: at(kept.at).getTime() }
    const level: StoreLevel = { told: ms(each.told), shown: ms(each.shown) }
    expected.set(name, judgeDifference(level, events, underway, at(covered).getTime()))
    unfetched.set(name, judgeDifference(level, events, underway, at(covered).getTime(), false))
    const now = levelNow(level, events, underway)
    exposures.set(name, now === null ? { exposed: null, atRisk: 0 } : exposureOf([now], each.onHand))
  }
  const shows = ['drift', 'explained', 'same', 'not_judged'] as const
  const read = async (show: (typeof shows)[number]) => warehouse.database.transact({ merchant: merchantId }, async (tx) => (await listDrift(tx, { show, limit: 200 })).items)
  const readAll = async () => new Map((await Promise.all(shows.map(read))).flat().map((row) => [row.sku, { kind: row.kind, expected: row.expected, difference: row.difference }]))
  const found = await readAll()
  for (const [name, rule] of expected) expect([name, found.get(name) ?? null]).toEqual([name, rule])
  await rows(warehouse, sql`update ec_account set fetch_enabled = false`)
  const foundUnfetched = await readAll()
  for (const [name, rule] of unfetched) expect([name, foundUnfetched.get(name) ?? null]).toEqual([name, rule])
  expect([...unfetched.values()].some((rule) => rule?.kind === 'not_judged')).toBe(true)
  expect(new Set([...expected.values()].map((rule) => rule?.kind)).size).toBeGreaterThan(5)
  const listed = await warehouse.database.transact({ merchant: merchantId }, async (tx) => (await listStock(tx, { limit: 200 })).items)
  for (const row of listed) expect([row.sku, row.exposed, row.atRisk]).toEqual([row.sku, exposures.get(row.sku)!.exposed, exposures.get(row.sku)!.atRisk])
  const atRisk = await warehouse.database.transact({ merchant: merchantId }, async (tx) => (await listStock(tx, { limit: 200, state: 'at_risk' })).items)
  expect(atRisk.map((row) => row.sku)).toEqual([...exposures].filter(([, each]) => each.atRisk > 0).map(([name]) => name))
})
