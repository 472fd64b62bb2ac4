import { openCursor, sealCursor } from '../api/cursor.ts'
import { refusal, documentOf, withDocument, jsonType } from './answers.ts'
import type { Fault, Strike } from './fault.ts'
import { queryOf } from '../api/query.ts'
import { getOrder } from '../shop/orders.ts'
import { formatInstant } from '../instants.ts'
import { ordersOf, pickOrder, position } from './one-order.ts'
import { figureOf, whole } from './settings.ts'

function cursorOf({ request }: Strike): string | null {
  return queryOf(request).get('cursor')
}

export const paging: readonly Fault[] = [
  {
    id: 'paging.duplicate_on_page',
    family: 'paging',
    words: { zh: '同一頁出現重複的訂單。', en: 'One order comes twice on a page.' },
    serves: ['F021'],
    routes: ['orders.list'],
    settings: [position],
    after(strike, answer) {
      const document = documentOf(answer)
      const order = document && pickOrder(strike, document)
      return order && withDocument(answer, { ...document, orders: [...ordersOf(document), order] })
    }
  },
  {
    id: 'paging.duplicate_across_pages',
    family: 'paging',
    words: { zh: '上一頁的最後一筆訂單再次出現在下一頁。', en: 'The last order of a page comes again on the next one.' },
    serves: ['F021', 'F022'],
    routes: ['orders.list'],
    after(strike, answer) {
      const { ctx, shopId } = strike
      const cursor = cursorOf(strike)
      const document = documentOf(answer)
      if (!document || cursor === null || shopId === null) return undefined
      const { after } = openCursor(ctx, cursor, 'orders', shopId, [])
      return withDocument(answer, { ...document, orders: [getOrder(ctx, shopId, String(after[1])), ...ordersOf(document)] })
    }
  },
  {
    id: 'paging.left_out',
    family: 'paging',
    words: { zh: '一頁中漏掉一筆訂單，下次讀取時才出現。', en: 'One order is left out of a page, and is there when it is read again.' },
    serves: ['F023', 'F025'],
    routes: ['orders.list'],
    settings: [position],
    after(strike, answer) {
      const document = documentOf(answer)
      const order = document && pickOrder(strike, document)
      return order && withDocument(answer, { ...document, orders: ordersOf(document).filter((other) => other !== order) })
    }
  },
  {
    id: 'paging.equal_instants',
    family: 'paging',
    words: { zh: '立即將最新的數筆訂單設為相同的更新時間，跨越頁面邊界。', en: 'At once gives the newest orders one and the same instant of change, across page borders.' },
    serves: ['F024'],
    routes: ['orders.list'],
    settings: [whole('orders', 300, [2, 100_000], '訂單筆數', 'Orders')],
    atOnce(ctx, shopId, settings) {
      const rows = ctx.db.all<{ id: string; updated_at: number }>('select id, updated_at from orders where shop_id = ? order by updated_at desc, id desc limit ?', shopId, figureOf(settings, 'orders'))
      const instant = Math.max(ctx.now(), (rows[0]?.updated_at ?? 0) + 1)
      ctx.db.transact(() => {
        for (const { id } of rows) {
          ctx.db.run("update orders set updated_at = ?, visible_from = min(visible_from, ?), json = json_set(json, '$.updated_at', ?) where shop_id = ? and id = ?", instant, instant, formatInstant(instant), shopId, id)
        }
      })
    }
  },
  {
    id: 'paging.cursor_loop',
    family: 'paging',
    words: { zh: '下一頁的游標指回同一頁，永無止境。', en: 'The cursor of a page leads to that page again, for ever.' },
    serves: ['F026'],
    routes: ['orders.list', 'levels'],
    after(strike, answer) {
      const cursor = cursorOf(strike)
      const document = documentOf(answer)
      return document && cursor !== null ? withDocument(answer, { ...document, next_cursor: cursor }) : undefined
    }
  },
  {
    id: 'paging.empty_page',
    family: 'paging',
    words: { zh: '空白頁面，但仍有下一頁。', en: 'An empty page that says there is a next one; it goes on from the same place.' },
    serves: ['F026'],
    routes: ['orders.list'],
    times: 1,
    instead(strike) {
      const { ctx, shopId } = strike
      const query = queryOf(strike.request)
      const filters = [...query].filter(([name]) => name !== 'limit' && name !== 'cursor')
      const cursor = query.get('cursor') ?? (shopId === null ? null : sealCursor(ctx, 'orders', shopId, filters, [0, '']))
      return { status: 200, headers: { 'content-type': jsonType }, body: JSON.stringify({ orders: [], next_cursor: cursor }) }
    }
  },
  {
    id: 'paging.cursor_expired',
    family: 'paging',
    words: { zh: '游標已過期（400），須從頭讀取該時段。', en: 'The cursor has expired (400): the window has to begin again.' },
    serves: ['F026', 'F049'],
    routes: ['orders.list', 'levels'],
    times: 1,
    instead: (strike) => cursorOf(strike) === null ? undefined : refusal(strike.route, 400, 'invalid_request', 'The cursor has expired; begin the window again.')
  },
  {
    id: 'paging.count_off',
    family: 'paging',
    words: { zh: '訂單總數與清單不符。', en: 'The count of the orders is not that of the list.' },
    serves: ['F025', 'F085'],
    routes: ['orders.count'],
    settings: [whole('by', 1, [-100_000, 100_000], '差額', 'By how many')],
    after({ settings }, answer) {
      const document = documentOf(answer)
      return document && withDocument(answer, { ...document, count: Math.max(0, Number(document['count']) + figureOf(settings, 'by')) })
    }
  }
]
