import type { JsonObject } from './answers.ts'
import { isObject } from './answers.ts'
import type { Fault } from './fault.ts'
import { changeOneOrder, position } from './one-order.ts'
import { choice, figureOf, textOf, whole } from './settings.ts'

const orderRoutes = ['orders.list', 'orders.get'] as const

const texts: Record<string, string> = {
  markup: '<img src=x onerror=alert(1)>', script: '"><script>alert(1)</script>', emoji: '👨‍👩‍👧‍👦 é 𠮷', right_to_left: '‮gnp.exe​', formula: '=HYPERLINK("http://liteshop.invalid","x")',
  log_line: 'x\n{"level":"error","msg":"forged"}', nul: 'a\u0000b', long: '長'.repeat(20_000)
}

/** What an order holds that is text for people. */
function spoil(order: JsonObject, words: string): void {
  order['buyer_note'] = words
  if (isObject(order['recipient'])) order['recipient']['name'] = words
  for (const line of linesOf(order)) line['title'] = words
}

function linesOf(order: JsonObject): JsonObject[] {
  return Array.isArray(order['lines']) ? order['lines'].filter(isObject) : []
}

const nonsense: Record<string, (order: JsonObject) => void> = {
  zero_quantity: (order) => void linesOf(order).forEach((line) => { line['quantity'] = 0 }),
  negative_quantity: (order) => void linesOf(order).forEach((line) => { line['quantity'] = -1 }),
  same_sku_twice: (order) => {
    const first = linesOf(order)[0]
    order['lines'] = [...linesOf(order), { ...first, id: 'L999' }]
  },
  no_lines: (order) => { order['lines'] = [] },
  wrong_total: (order) => { order['total'] = Number(order['total']) + 1 },
  other_currency: (order) => { order['currency'] = 'XTS' },
  huge_number: (order) => { order['total'] = 1e300 }
}

const codes: Record<string, string | null> = { null: null, blank: '', spaces: ' coldchain ', other_case: 'ColdChain', unknown: 'drone', long: 'x'.repeat(300) }

const moments: Record<string, (moment: string) => unknown> = {
  no_zone: (moment) => moment.replace('Z', ''), taipei: (moment) => new Date(Date.parse(moment) + 8 * 3600_000).toISOString().replace('Z', '+08:00'), milliseconds: (moment) => Date.parse(moment), impossible: () => '2026-02-30T25:00:00Z'
}

function onOneOrder(fault: Pick<Fault, 'id' | 'words' | 'serves'>, form: { options: readonly [string, ...string[]]; zh: string; en: string }, change: (order: JsonObject, form: string) => void): Fault {
  return {
    ...fault, family: 'content', routes: orderRoutes,
    settings: [position, choice('form', form.options, form.zh, form.en)],
    after: (strike, answer) => changeOneOrder(strike, answer, (order) => {
      change(order, textOf(strike.settings, 'form'))
      return true
    })
  }
}

const optionsOf = (forms: object) => Object.keys(forms) as [string, ...string[]]
const form = (forms: object) => ({ options: optionsOf(forms), zh: '形式', en: 'Form' })

export const content: readonly Fault[] = [
  onOneOrder({
    id: 'content.hostile_text', serves: ['F118', 'F119', 'F120', 'F125'],
    words: { zh: '一筆訂單的姓名、備註與商品名稱含有惡意或怪異文字。', en: 'The name, the note and the titles of one order hold hostile or strange text.' }
  }, form(texts), (order, name) => spoil(order, texts[name] ?? '')),
  onOneOrder({
    id: 'content.nonsense', serves: ['F034', 'F123'],
    words: { zh: '一筆訂單的內容不合理（數量為零、總額不符或未知幣別）。', en: 'One order makes no sense: a quantity of zero, a total that does not add up or a strange currency.' }
  }, form(nonsense), (order, name) => nonsense[name]?.(order)),
  onOneOrder({
    id: 'content.shipping_code', serves: ['F036'],
    words: { zh: '一筆訂單的物流代碼為空、含空白或大小寫不同。', en: 'The shipping code of one order is null, blank, in spaces or in other letters.' }
  }, form(codes), (order, name) => { order['shipping'] = { code: codes[name] } }),
  onOneOrder({
    id: 'content.instant', serves: ['F048'],
    words: { zh: '一筆訂單的時間沒有時區、為 +08:00、為毫秒或不可能存在。', en: 'The instants of one order bear no zone, another zone, are milliseconds or impossible.' }
  }, form(moments), (order, name) => {
    for (const member of ['created_at', 'updated_at']) order[member] = moments[name]?.(String(order[member]))
  }),
  onOneOrder({
    id: 'content.stale', serves: ['F033'],
    words: { zh: '回應一筆訂單的舊版本（過時的複本）。', en: 'An old version of one order comes, from a replica that lags behind.' }
  }, { options: ['as_placed'], zh: '版本', en: 'Version' }, (order) => {
    Object.assign(order, { updated_at: order['created_at'], order_status: 'new', shipment_status: 'ready_to_ship' })
    for (const line of linesOf(order)) delete line['fulfilled_quantity']
  }),
  {
    id: 'content.huge_order', family: 'content', serves: ['F031'], routes: orderRoutes,
    words: { zh: '一筆訂單有數千筆明細。', en: 'One order has thousands of lines.' },
    settings: [position, whole('lines', 5000, [1, 50_000], '明細筆數', 'Lines')],
    after: (strike, answer) => changeOneOrder(strike, answer, (order) => {
      const first = linesOf(order)[0]
      order['lines'] = Array.from({ length: figureOf(strike.settings, 'lines') }, (_none, index) => ({ ...first, id: `L${index + 1}` }))
      return true
    })
  },
  {
    id: 'content.deep_nesting', family: 'content', serves: ['F123'], routes: orderRoutes,
    words: { zh: '一筆訂單含有 __proto__ 等危險鍵與極深的巢狀結構。', en: 'One order holds keys such as __proto__, and nesting that goes very deep.' },
    settings: [position, whole('depth', 10_000, [1, 100_000], '深度', 'Depth')],
    after(strike, answer) {
      const mark = 'the-depths-go-here'
      const changed = changeOneOrder(strike, answer, (order) => {
        order['depths'] = mark
        return true
      })
      const depth = figureOf(strike.settings, 'depth')
      const depths = `${'['.repeat(depth)}${']'.repeat(depth)},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}`
      return changed && { ...changed, body: String(changed.body).replace(`"${mark}"`, depths) }
    }
  }
]
