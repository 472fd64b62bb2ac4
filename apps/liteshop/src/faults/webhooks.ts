import { formatInstant } from '../instants.ts'
import type { DeliveryPlan, Message, Outgoing } from './drill.ts'
import type { Fault } from './fault.ts'
import { signedMessage } from './messages.ts'
import { choice, figureOf, textOf, whole } from './settings.ts'

const routes = ['webhooks.deliver'] as const
/** What a stranger signs with. */
const foreignSecret = `whsec_${Buffer.from('a secret of nobody, 32 bytes long').toString('base64')}`

type Document = { type: string; timestamp: string; data: Record<string, string> }

/** A message that looks almost like one of ours. */
function forge(manner: string, { secret, messageId, body }: Outgoing, { timestamp }: Message): Message {
  const id = `${messageId}_forged`
  if (manner === 'old') return signedMessage(secret, id, timestamp - 3600, body)
  if (manner === 'unsigned') return { id, timestamp, body, signature: undefined }
  const signed = signedMessage(manner === 'foreign_secret' ? foreignSecret : secret, id, timestamp, body)
  return manner === 'changed_body' ? { ...signed, body: `${body} ` } : signed
}

/** Truly signed, about something that the partner cannot know. */
function estrange(about: string, { secret, messageId, body }: Outgoing, { timestamp }: Message): Message {
  const document = JSON.parse(body) as Document
  if (about === 'topic') document.type = 'order.teleported'
  else document.data[about === 'shop' ? 'shop_id' : 'order_id'] = about === 'shop' ? 'shp_none' : 'ord_none'
  return signedMessage(secret, `${messageId}_strange`, timestamp, JSON.stringify(document))
}

function before(plan: DeliveryPlan, make: (main: Message) => Message[]): DeliveryPlan | undefined {
  const main = plan.messages.at(-1)
  return main && { ...plan, messages: [...make(main), ...plan.messages] }
}

export const webhooks: readonly Fault[] = [
  {
    id: 'webhooks.lost', family: 'webhooks', serves: ['F088'], routes,
    words: { zh: '通知遺失：平台以為已送達，其實從未送出。', en: 'Notices are lost: the shop believes that they were delivered and sends nothing.' },
    delivery: (_ctx, _outgoing, plan) => ({ ...plan, lost: true, messages: [] })
  },
  {
    id: 'webhooks.doubled', family: 'webhooks', serves: ['F086', 'F090'], routes,
    words: { zh: '同一則通知同時送出數次，識別碼相同或每次不同。', en: 'A notice comes several times at once, under one id or each under its own.' },
    settings: [whole('copies', 1, [1, 5000], '額外份數', 'Copies beside it'), choice('ids', ['same', 'own'], '識別碼', 'Ids')],
    delivery: (_ctx, { secret }, plan, settings) => before({ ...plan, together: true }, (main) => Array.from({ length: figureOf(settings, 'copies') }, (_none, index) =>
      textOf(settings, 'ids') === 'same' ? main : signedMessage(secret, `${main.id}_${index + 1}`, main.timestamp, main.body)))
  },
  {
    id: 'webhooks.late', family: 'webhooks', serves: ['F087', 'F088'], routes,
    words: { zh: '通知延遲送出。', en: 'Notices come late.' },
    settings: [whole('seconds', 600, [1, 86_399], '延遲秒數', 'Seconds')],
    delivery: (ctx, _outgoing, plan, settings) => ({ ...plan, postponedTo: ctx.now() + figureOf(settings, 'seconds') * 1000 })
  },
  {
    id: 'webhooks.out_of_order', family: 'webhooks', serves: ['F087'], routes,
    words: { zh: '通知順序顛倒：等到該商店的下一則送出後才送。', en: 'Out of order: a notice waits until the next one of its shop has left.' },
    settings: [whole('seconds', 600, [1, 86_399], '最多等待秒數', 'Seconds that it waits at most')],
    delivery: (ctx, _outgoing, plan, settings, hold) => hold() ? { ...plan, postponedTo: ctx.now() + figureOf(settings, 'seconds') * 1000 } : undefined
  },
  {
    id: 'webhooks.forged', family: 'webhooks', serves: ['F089'], routes,
    words: { zh: '真正的通知之前先來一則偽造的：簽章錯誤、內容被改、時間過舊或沒有簽章。', en: 'A forged notice comes before the true one: signed by a stranger, changed after it was signed, an hour old, or not signed.' },
    settings: [choice('manner', ['foreign_secret', 'changed_body', 'old', 'unsigned'], '方式', 'Manner')],
    delivery: (_ctx, outgoing, plan, settings) => before(plan, (main) => [forge(textOf(settings, 'manner'), outgoing, main)])
  },
  {
    id: 'webhooks.strange', family: 'webhooks', serves: ['F092'], routes,
    words: { zh: '簽章正確，但商店、訂單或主題不存在的通知。', en: 'A notice that is truly signed, about a shop, an order or a topic that does not exist.' },
    settings: [choice('about', ['shop', 'order', 'topic'], '不存在的是', 'What does not exist')],
    delivery: (_ctx, outgoing, plan, settings) => before(plan, (main) => [estrange(textOf(settings, 'about'), outgoing, main)])
  },
  {
    id: 'webhooks.made_up', family: 'webhooks', serves: ['F087', 'F097'], routes,
    words: { zh: '先收到從未發生的「訂單取消」通知（簽章正確）。', en: 'A truly signed notice of a cancellation that never happened comes first.' },
    delivery: (ctx, { secret }, plan) => before(plan, (main) => {
      const document = { ...(JSON.parse(main.body) as Document), type: 'order.cancelled', timestamp: formatInstant(ctx.now()) }
      return [signedMessage(secret, `${main.id}_made_up`, main.timestamp, JSON.stringify(document))]
    })
  },
  {
    id: 'webhooks.unsubscribed_now', family: 'webhooks', serves: ['F091'], routes,
    words: { zh: '立即：平台移除所有訂閱，且不通知。', en: 'At once: the shop removes every subscription without a word.' },
    atOnce(ctx, shopId) {
      ctx.db.run("update deliveries set state = 'dropped', next_at = null where shop_id = ? and state = 'waiting'", shopId)
      ctx.db.run('delete from subscriptions where shop_id = ?', shopId)
    }
  }
]
