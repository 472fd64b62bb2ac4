import { setTimeout as delay } from 'node:timers/promises'
import type { IncomingOrder } from '@crossdock/domain'
import { importPage, shipMany } from '@crossdock/flows'
import { everyMerchant, merchantScope, system } from '@crossdock/flows/ports'
import { defineBench } from './bench.ts'
import { compare, seriesOf } from './measuring.ts'
import { skuOf } from './orders.ts'
import type { Seen } from './parcel-store.ts'
import { compared } from './report.ts'
import { openWarehouse, type BenchWarehouse } from './warehouse.ts'
import { startChild, startWorkers } from './workers.ts'

/** A bucket of so many calls, which leaks so many a second: the platform's contract, and the store's. */
const [burst, perSecond] = [40, 20]
const task = { jobs: ['send-writes', 'send-write'], rounds: ['sweeping writes'] }

interface Round {
  seen: Seen[]
  statements: number
  walBytes: number
  cpuSeconds: number
}

export const ship = defineBench({
  what: 'parcels told to stores that allow 20 calls a second, two calls a parcel, against the rate that they allow',
  options: { parcels: 5_000, stores: 20, workers: 2, rounds: 3 },
  small: { parcels: 20, stores: 2, workers: 1, rounds: 1 },
  async run({ parcels, stores, workers, rounds }) {
    const measured: Round[] = []
    for (let round = 0; round < rounds; round++) measured.push(await shipOnce(parcels, stores, workers))
    const taken = measured.map((each) => each.seen.reduce((total, store) => total + store.parcels, 0))
    if (taken.some((count) => count !== parcels)) throw new Error(`The stores took ${taken.join(', ')} parcels, not ${parcels}`)
    const rates = measured.map(({ seen }) => {
      const seconds = (Math.max(...seen.map((each) => each.last)) - Math.min(...seen.map((each) => each.first))) / 1000
      return { ours: seen.reduce((sum, each) => sum + each.calls, 0) / seconds, limit: seen.reduce((sum, each) => sum + allowed(each), 0) / seconds }
    })
    const all = measured.flatMap((each) => each.seen)
    const each = (read: (round: Round) => number) => seriesOf(measured.map(read)).median / parcels
    return {
      figures: [
        compared(`calls for ${parcels.toLocaleString('en-US')} parcels of ${stores} stores`, 'calls/s', compare(rates), { atLeast: 0.95, atMost: 1 }),
        { name: 'the store that was used least', unit: 'of its rate', ours: seriesOf(measured.map(({ seen }) => Math.min(...seen.map((store) => store.calls / allowed(store))))) },
      ],
      counts: [
        { name: 'calls refused', unit: '', value: all.reduce((sum, store) => sum + store.refused, 0), goal: { atMost: 0 } },
        { name: 'fullest bucket', unit: `of ${burst}`, value: Math.max(...all.map((store) => store.fullest)), goal: { atMost: burst } },
        { name: 'calls', unit: 'a parcel', value: each(({ seen }) => seen.reduce((sum, store) => sum + store.calls, 0)) },
        { name: 'statements', unit: 'a parcel', value: each((round) => round.statements) },
        { name: 'WAL', unit: 'bytes a parcel', value: each((round) => round.walBytes) },
        { name: 'CPU of workers', unit: 'ms a parcel', value: each((round) => round.cpuSeconds * 1000) },
      ],
      notes: [`${workers} workers. What a store allows is its burst of ${burst} and ${perSecond} calls for each second between its first call and its last; the limit is reckoned, not measured. Shipping itself, which plans the calls, is done before.`],
    }
  },
})

/** As many calls as a store could have taken in the time that it was called. */
const allowed = ({ first, last }: Seen) => burst + ((last - first) / 1000) * perSecond

/** In a database and with stores of its own: the last round's rates are forgotten. */
async function shipOnce(parcels: number, stores: number, workers: number): Promise<Round> {
  const child = startChild('./parcel-store.ts', String(burst), String(perSecond))
  const storeUrl = `http://127.0.0.1:${await child.line()}`
  const warehouse = await openWarehouse(storeUrl)
  const { sql } = warehouse
  try {
    await planParcels(warehouse, parcels, stores)
    await warehouse.settle()
    await sql.query('select pg_stat_statements_reset()')
    const { rows: [{ lsn }] } = await sql.query('select pg_current_wal_lsn() as lsn')
    const running = await startWorkers(workers, { url: warehouse.url, storeUrl }, task)
    let cpuSeconds = 0
    try {
      while (await isUnderWay(warehouse)) await delay(500)
    } finally {
      cpuSeconds = await running.stop()
    }
    const { rows: [{ walBytes }] } = await sql.query(`select pg_wal_lsn_diff(pg_current_wal_lsn(), '${lsn}')::float8 as "walBytes"`)
    const { rows: [{ statements }] } = await sql.query(`select sum(calls)::float8 as statements from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat%' and query not like '%as left_over%'`)
    return { seen: Object.values((await (await fetch(`${storeUrl}/seen`)).json()) as Record<string, Seen>), statements, walBytes, cpuSeconds }
  } finally {
    await warehouse.drop()
    child.process.kill()
  }
}

/** Orders that nothing stands in the way of, shipped: each parcel is planned to be told to its store. */
async function planParcels(warehouse: BenchWarehouse, parcels: number, stores: number): Promise<void> {
  const needs = warehouse.needs()
  let serial = 0
  for (let number = 0; number < stores; number++) {
    const { merchantId, id } = await warehouse.addAccount()
    const end = Math.floor((parcels * (number + 1)) / stores)
    while (serial < end) {
      const page = Array.from({ length: Math.min(250, end - serial) }, () => orderOf(serial++))
      await needs.store.transact(merchantScope(merchantId), async (tx) => {
        const account = (await tx.accounts.get(merchantId, id))!
        await importPage(tx, { account, orders: page.map((order) => ({ raw: order, order, problem: null })), fetchedAt: needs.now(), fetchRunId: null })
      })
    }
  }
  const { rows } = await warehouse.sql.query<{ number: string }>(`select order_number as number from orders where holds = '{}' order by id`)
  for (let from = 0; from < rows.length; from += 1_000) {
    await shipMany(needs, { scope: everyMerchant, actor: system, dryRun: false, evenIfUnread: true, rows: rows.slice(from, from + 1_000).map(({ number }, index) => ({ row: index + 1, orderNumber: number, trackingNumber: `TC${number}`, carrier: 'T-Cat', sku: '', quantity: '' })) })
  }
}

function orderOf(serial: number): IncomingOrder {
  const at = new Date(Date.now() - 60_000).toISOString()
  return {
    platformOrderId: `ord_${serial}`, orderNumber: `N${serial}`, orderStatus: 'new', shipmentStatus: 'ready_to_ship', paymentStatus: 'paid', placedAt: at, updatedAt: at,
    shippingCode: 'homedelivery', shippingName: '宅配', pickupStore: null, currency: 'TWD', subtotal: 960, shippingFee: 80, discount: 0, total: 1_040, codAmount: 0, buyerNote: null,
    recipient: { name: '王小明', phone: '0912345678', email: null, country: 'TW', postalCode: '100', city: '台北市', district: '中正區', address: '重慶南路一段 1 號' },
    lines: [0, 1].map((line) => ({ lineId: `li_${serial}_${line}`, sku: skuOf(serial * 7 + line), title: '高山烏龍茶 150g 禮盒', variantTitle: null, quantity: 1, price: 480, fulfilledQuantity: 0 })),
  }
}

const isUnderWay = async ({ sql }: BenchWarehouse) => (await sql.query<{ left_over: boolean }>(`select exists (select from orders where tracking in ('waiting', 'sent')) as left_over`)).rows[0]!.left_over
