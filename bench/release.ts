import { updateAccount } from '@crossdock/flows'
import { system } from '@crossdock/flows/ports'
import { defineBench } from './bench.ts'
import { costsOf, type Costs } from './costs.ts'
import { fillWaiting } from './filling.ts'
import { byTurns, seriesOf } from './measuring.ts'
import { compared } from './report.ts'
import { openWarehouse, type BenchWarehouse } from './warehouse.ts'

const mapped = [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }]

export const release = defineBench({
  what: 'saving a mapping that frees many orders, against one bare UPDATE of as many, and how long others wait meanwhile',
  options: { orders: 10_000, rounds: 5 },
  small: { orders: 600, rounds: 1 },
  async run({ orders, rounds }) {
    const warehouse = await openWarehouse('http://127.0.0.1:1')
    try {
      const costs: Costs[] = []
      const waits: number[] = []
      const freed = await byTurns(rounds, {
        async prepare() {
          const [ours, bare] = [await warehouse.addAccount(), await warehouse.addAccount()]
          await fillWaiting(warehouse.sql, ours, 'waiting', orders)
          await fillWaiting(warehouse.sql, bare, 'waiting', orders)
          return { ours, bare }
        },
        async ours({ ours: { merchantId, id } }) {
          const others = othersOf(warehouse, merchantId)
          const begun = performance.now()
          costs.push(await costsOf(warehouse, async () => {
            const shippingMappings = [...mapped, { platformCode: 'waiting', shippingTypeCode: 'tcat' }]
            await updateAccount(warehouse.needs(), { scope: { merchant: merchantId }, ecAccountId: id, update: { shippingMappings }, actor: system })
          }))
          const seconds = (performance.now() - begun) / 1000
          waits.push(await others.longestWait())
          const { rows: [{ held }] } = await warehouse.sql.query(`select count(*)::integer as held from orders where ec_account_id = $1 and holds <> '{}'`, [id])
          if (held > 0) throw new Error(`${held} orders are still held`)
          return seconds
        },
        async limit({ bare }) {
          const begun = performance.now()
          await warehouse.sql.query(`update orders set holds = '{}', shipping_type_code = 'tcat' where merchant_id = $1 and ec_account_id = $2 and shipping_code = 'waiting' and status = 'pending'`, [bare.merchantId, bare.id])
          return (performance.now() - begun) / 1000
        },
      })
      const each = (read: (cost: Costs) => number) => seriesOf(costs.map(read)).median / orders
      return {
        figures: [
          compared(`freeing ${orders.toLocaleString('en-US')} orders`, 's', freed, { atMost: 3 }),
          { name: 'and in seconds', unit: 's', ours: freed.ours, goal: { atMost: 3 } },
          { name: 'longest wait of another change of the same merchant', unit: 'ms', ours: seriesOf(waits), goal: { atMost: 500 } },
        ],
        counts: [
          { name: 'WAL', unit: 'bytes an order', value: each((cost) => cost.walBytes) },
          { name: 'rows written', unit: 'an order', value: each((cost) => cost.rowsWritten) },
          { name: 'statements', unit: 'an order', value: each((cost) => cost.statements) },
        ],
        notes: ['Ours lifts the hold, writes the timeline and looks at every other cause besides; the bare UPDATE changes the same two columns.'],
      }
    } finally {
      await warehouse.drop()
    }
  },
})

/** Another who changes the merchant's orders again and again meanwhile, as a page that is imported or a parcel that leaves does. */
function othersOf(warehouse: BenchWarehouse, merchantId: string) {
  const { store } = warehouse.needs()
  let over = false
  let longest = 0
  const going = (async () => {
    while (!over) {
      const begun = performance.now()
      await store.transact({ merchant: merchantId }, (tx) => tx.matching.lockMerchant(merchantId))
      longest = Math.max(longest, performance.now() - begun)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  return {
    async longestWait() {
      over = true
      await going
      return longest
    },
  }
}
