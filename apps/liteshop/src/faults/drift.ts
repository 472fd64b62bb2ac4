import type { JsonObject } from './answers.ts'
import { documentOf, isObject, withDocument } from './answers.ts'
import type { Fault } from './fault.ts'
import { changeOneOrder, holderOf, ordersOf, position } from './one-order.ts'
import { choice, text, textOf } from './settings.ts'

const orderRoutes = ['orders.list', 'orders.get'] as const
const lists: Record<string, string> = { 'orders.list': 'orders', levels: 'levels', shipping_methods: 'shipping_methods', 'fulfillments.list': 'fulfillments', 'webhooks.list': 'webhooks' }

/** Sets what is found at a path of one order. */
function drifting(id: string, zh: string, en: string, serves: string[], initialPath: string, change: (value: unknown) => unknown): Fault {
  return {
    id: `drift.${id}`, family: 'drift', words: { zh, en }, serves, routes: orderRoutes,
    settings: [position, text('path', initialPath, '欄位路徑', 'Path of the member')],
    after: (strike, answer) => changeOneOrder(strike, answer, (order) => {
      const found = holderOf(order, textOf(strike.settings, 'path'))
      if (!found) return false
      const value = change(found.holder[found.name])
      if (value === undefined) Reflect.deleteProperty(found.holder, found.name)
      else found.holder[found.name] = value
      return true
    })
  }
}

export const drift: readonly Fault[] = [
  {
    id: 'drift.unknown_members',
    family: 'drift',
    words: { zh: '頁面、訂單與明細中出現未知欄位。', en: 'Members that nobody knows appear in the page, its orders and their lines.' },
    serves: ['F028'],
    routes: orderRoutes,
    after(_strike, answer) {
      const document = documentOf(answer)
      if (!document) return undefined
      document['generation'] = { model: 'next', flags: [1, null] }
      for (const order of ordersOf(document)) {
        order['loyalty'] = { points: 12, tier: null }
        if (Array.isArray(order['lines'])) for (const line of order['lines'].filter(isObject)) line['serials'] = []
      }
      return withDocument(answer, document)
    }
  },
  drifting('missing_member', '一筆訂單缺少必要欄位。', 'A required member is missing from one order.', ['F029'], 'recipient', () => undefined),
  drifting('number_as_text', '一筆訂單的數字變成文字。', 'A number of one order comes as text.', ['F029'], 'lines.0.quantity', (value) => String(value)),
  drifting('unknown_value', '一筆訂單出現未知的列舉值。', 'A state of one order is one that nobody knows.', ['F029'], 'order_status', () => 'on_the_moon'),
  drifting('null_member', '一筆訂單的欄位變成 null。', 'A member of one order, such as its lines, is null.', ['F029'], 'lines', () => null),
  {
    id: 'drift.id_as_number',
    family: 'drift',
    words: { zh: '一筆訂單的識別碼變成大於 2^53 的數字。', en: 'The id of one order comes as a number beyond 2^53.' },
    serves: ['F029', 'F030'],
    routes: orderRoutes,
    settings: [position],
    after(strike, answer) {
      const mark = 'the-id-goes-here'
      const changed = changeOneOrder(strike, answer, (order) => {
        order['id'] = mark
        return true
      })
      // No number of JavaScript could be written out like this.
      return changed && { ...changed, body: String(changed.body).replace(`"${mark}"`, '9007199254740993001') }
    }
  },
  {
    id: 'drift.invalid_item',
    family: 'drift',
    words: { zh: '清單中夾雜無效項目，其他項目仍有效。', en: 'Something invalid stands in a list among valid items.' },
    serves: ['F029', 'F113'],
    routes: ['orders.list', 'levels', 'shipping_methods', 'fulfillments.list', 'webhooks.list'],
    settings: [position, choice('form', ['empty', 'null', 'text', 'list'], '形式', 'Form')],
    after({ route, settings }, answer) {
      const document = documentOf(answer)
      const items = document?.[lists[route] ?? '']
      if (!document || !Array.isArray(items)) return undefined
      const forms: Record<string, unknown> = { empty: {}, null: null, text: 'not an item', list: [] }
      items.splice(Number(settings['position']) - 1, 0, forms[textOf(settings, 'form')])
      return withDocument(answer, document as JsonObject)
    }
  }
]
