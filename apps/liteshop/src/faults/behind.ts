import { formatInstant } from '../instants.ts'
import { stockBefore } from '../shop/stock.ts'
import type { JsonObject } from './answers.ts'
import { documentOf, isObject, withDocument } from './answers.ts'
import type { Fault, Strike } from './fault.ts'
import { figureOf, whole } from './settings.ts'

export const mostSecondsBehind = 3600

/** A replica that has not heard of the last writes: what was told is accepted, and does not show yet. */
export const behind: Fault = {
  id: 'content.reads_behind',
  family: 'content',
  words: {
    zh: '讀取出貨紀錄與庫存時，看到的是幾秒前的內容（讀取複本落後）。庫存從啟用此故障之後的變動起算。',
    en: 'Shipments and stock levels show what was there some seconds ago: the replica that is read lags behind. Of stock, from the changes since this was switched on.'
  },
  serves: ['F025', 'F033', 'F115'],
  routes: ['fulfillments.list', 'levels'],
  settings: [whole('seconds', 60, [1, mostSecondsBehind], '落後秒數', 'Seconds behind')],
  after(strike, answer) {
    const document = documentOf(answer)
    if (!document || strike.shopId === null) return undefined
    const until = strike.ctx.now() - figureOf(strike.settings, 'seconds') * 1000
    const isChanged = strike.route === 'levels' ? showEarlierStock(strike, document, until) : hideLater(strike, document, until)
    return isChanged ? withDocument(answer, document) : undefined
  }
}

function hideLater({ ctx, shopId }: Strike, document: JsonObject, until: number): boolean {
  const later = new Set(ctx.db.all<{ id: string }>('select id from fulfillments where shop_id = ? and created_at > ?', shopId, until).map((row) => row.id))
  const shown = Array.isArray(document['fulfillments']) ? document['fulfillments'].filter(isObject) : []
  document['fulfillments'] = shown.filter((each) => !later.has(String(each['id'])))
  return (document['fulfillments'] as unknown[]).length < shown.length
}

function showEarlierStock({ ctx, shopId }: Strike, document: JsonObject, until: number): boolean {
  let isChanged = false
  for (const level of Array.isArray(document['levels']) ? document['levels'].filter(isObject) : []) {
    const stock = stockBefore(ctx, String(shopId), String(level['sku']), until)
    if (stock === undefined) continue
    Object.assign(level, { stock, updated_at: formatInstant(until) })
    isChanged = true
  }
  return isChanged
}
