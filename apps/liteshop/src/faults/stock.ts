import type { ItemRefusal } from './drill.ts'
import type { Fault } from './fault.ts'
import { choice, textOf } from './settings.ts'

export const stock: readonly Fault[] = [{
  id: 'stock.item_refused',
  family: 'stock',
  words: { zh: '庫存寫入中的品項被拒絕，其他品項照常套用。以「每第幾次」選擇品項。', en: 'Items of a stock write are refused while the others are applied. The counts below are of items, not of calls.' },
  serves: ['F113', 'F117'],
  routes: ['stock.set', 'stock.adjust'],
  times: 1,
  settings: [choice('result', ['unknown_sku', 'not_tracked', 'invalid_quantity'], '結果', 'Result')],
  item: (settings) => textOf(settings, 'result') as ItemRefusal
}]
