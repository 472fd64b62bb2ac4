import type { Context } from '../context.ts'
import { makeOrder } from '../seed/make-order.ts'
import { randomFrom } from '../seed/random.ts'
import type { Order } from '../shop/order.ts'
import { cancelOrder } from '../shop/order-actions.ts'
import { changeOrder, findOrderRow, insertOrder } from '../shop/orders.ts'
import { getShop, listShippingMethods } from '../shop/shops.ts'
import { listProducts, moveStock } from '../shop/stock.ts'
import { documentOf } from './answers.ts'
import type { Fault, Strike } from './fault.ts'
import { ordersOf, pickOrder, position } from './one-order.ts'
import { choice, textOf } from './settings.ts'

/** A buyer's order, taking stock. */
function arrive(ctx: Context, shopId: string): void {
  const serial = getShop(ctx, shopId).order_count
  const draft = makeOrder(randomFrom(`${shopId}/drill/${serial}`), listProducts(ctx, shopId).filter((product) => product.warehouse), listShippingMethods(ctx, shopId).filter((method) => method.enabled))
  ctx.db.transact(() => {
    moveStock(ctx, shopId, draft.lines, -1)
    insertOrder(ctx, shopId, draft, { stockTaken: true })
  })
}

/** The order that a call is about, while it can still be cancelled. */
function cancellable({ ctx, shopId, request }: Strike): string | undefined {
  const { orderId } = request.params as { orderId?: string }
  const row = shopId === null || orderId === undefined ? undefined : findOrderRow(ctx, shopId, orderId)
  return row && (row.order_status === 'new' || row.order_status === 'processing') && row.shipment_status !== 'shipped' ? row.id : undefined
}

function nextOnTheList(strike: Strike, page: ReturnType<typeof ordersOf>): string | undefined {
  const last = page.at(-1) as Order | undefined
  return last && strike.ctx.db.get<{ id: string }>('select id from orders where shop_id = ? and (updated_at, id) > (?, ?) order by updated_at, id limit 1', strike.shopId, Date.parse(last.updated_at), last.id)?.id
}

export const races: readonly Fault[] = [
  {
    id: 'races.while_paging',
    family: 'races',
    words: {
      zh: '翻頁之間訂單變動：本頁或下一頁的訂單被修改而移到後面、有新訂單成立，或有訂單被取消。',
      en: 'Between two pages an order of this page, or the first of the next one, changes and moves to a later page; or a new one arrives; or one is cancelled.'
    },
    serves: ['F022', 'F023', 'F032', 'F041'],
    routes: ['orders.list'],
    settings: [position, choice('what', ['change_next', 'change_this', 'arrive', 'cancel_next'], '變動', 'What happens')],
    after(strike, answer) {
      const { ctx, shopId, settings } = strike
      const document = documentOf(answer)
      if (!document || shopId === null || document['next_cursor'] === null) return undefined
      const what = textOf(settings, 'what')
      if (what === 'arrive') {
        arrive(ctx, shopId)
        return answer
      }
      const id = what === 'change_this' ? pickOrder(strike, document)?.['id'] : nextOnTheList(strike, ordersOf(document))
      if (typeof id !== 'string') return undefined
      if (what !== 'cancel_next') changeOrder(ctx, shopId, id, 'order.updated', (order) => { order.buyer_note = `${order.buyer_note ?? ''}·` })
      else if (findOrderRow(ctx, shopId, id)?.order_status === 'new') cancelOrder(ctx, shopId, id)
      else return undefined
      return answer
    }
  },
  {
    id: 'races.cancelled',
    family: 'races',
    words: { zh: '買家在請求處理前一刻取消該訂單。', en: 'The buyer cancels the order a moment before the call is worked on.' },
    serves: ['F097', 'F099'],
    routes: ['orders.get', 'fulfillments.list', 'fulfillments.create'],
    times: 1,
    before(strike) {
      const id = cancellable(strike)
      if (id === undefined || strike.shopId === null) return false
      cancelOrder(strike.ctx, strike.shopId, id)
      return true
    }
  },
  {
    id: 'races.order_arrives',
    family: 'races',
    words: { zh: '庫存寫入前一刻有新訂單成立並扣庫存。', en: 'An order arrives and takes stock a moment before stock is written.' },
    serves: ['F114'],
    routes: ['stock.set', 'stock.adjust', 'levels'],
    before({ ctx, shopId }) {
      if (shopId === null) return false
      arrive(ctx, shopId)
      return true
    }
  }
]
