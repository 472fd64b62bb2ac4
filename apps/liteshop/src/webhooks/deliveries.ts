import type { Context } from '../context.ts'
import type { DeliveryPlan, Message } from '../faults/drill.ts'
import { formatInstant } from '../instants.ts'
import { newId } from '../store/secrets.ts'
import { signDelivery } from './sign.ts'
import type { Subscription, Topic } from './subscriptions.ts'

export interface Delivery {
  id: number
  message_id: string
  subscription_id: string
  shop_id: string
  topic: Topic
  url: string
  secret: string
  body: string
  state: 'waiting' | 'delivered' | 'dropped'
  attempts: number
  created_at: number
  next_at: number | null
  last_status: string | null
  last_at: number | null
}

const second = 1000
/** Waits after the first, second, … failed try; hourly from then on. */
const waits = [5 * second, 30 * second, 120 * second, 600 * second, 1800 * second]
const hourly = 3600 * second
const patience = 24 * hourly
const answerWithin = 5 * second
const atOnce = 8

export function queueOrderDeliveries(ctx: Context, shopId: string, topic: Topic, orderId: string): void {
  queue(ctx, shopId, topic, { shop_id: shopId, order_id: orderId })
}

export function queueRevocation(ctx: Context, shopId: string, clientId: string): void {
  queue(ctx, shopId, 'authorization.revoked', { shop_id: shopId }, clientId)
}

function queue(ctx: Context, shopId: string, topic: Topic, data: Record<string, string>, clientId?: string): void {
  const subscriptions = ctx.db.all<Subscription>(
    'select * from subscriptions where shop_id = ? and topic = ? and client_id = coalesce(?, client_id)', shopId, topic, clientId ?? null)
  for (const subscription of subscriptions) {
    const body = JSON.stringify({ type: topic, timestamp: formatInstant(ctx.now()), data })
    ctx.db.run(
      `insert into deliveries (message_id, subscription_id, shop_id, topic, url, secret, body, state, created_at, next_at) values (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
      newId('msg'), subscription.id, shopId, topic, subscription.url, subscription.secret, body, ctx.now(), ctx.now()
    )
  }
  if (subscriptions.length > 0) ctx.wakeDeliveries()
}

export function listDeliveries(ctx: Context, shopId: string, limit: number): Delivery[] {
  return ctx.db.all<Delivery>('select * from deliveries where shop_id = ? order by id desc limit ?', shopId, limit)
}

/** Makes every try that is due now, a few at a time, and answers how many there were. */
export async function deliverDue(ctx: Context): Promise<number> {
  const due = ctx.db.all<Delivery>('select * from deliveries where next_at <= ? order by next_at, id limit 1000', ctx.now())
  let next = 0
  const work = async () => {
    for (let delivery = due[next++]; delivery && !ctx.ending.aborted; delivery = due[next++]) await tryDelivery(ctx, delivery)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, work))
  return due.length
}

async function tryDelivery(ctx: Context, delivery: Delivery): Promise<void> {
  if (ctx.now() >= delivery.created_at + patience) return giveUp(ctx, delivery)
  // An earlier delivery of this batch may have taken the subscription with it.
  const waiting = ctx.db.get<{ attempts: number }>("select attempts from deliveries where id = ? and state = 'waiting'", delivery.id)
  if (!waiting) return
  const plan = planOf(ctx, delivery)
  if (plan.postponedTo !== undefined) {
    ctx.db.run("update deliveries set next_at = ? where id = ? and state = 'waiting'", plan.postponedTo, delivery.id)
    return
  }
  const answer = await post(ctx, delivery.url, plan)
  for (const id of ctx.faults.released(delivery.shop_id)) ctx.db.run("update deliveries set next_at = ? where id = ? and state = 'waiting'", ctx.now(), id)
  if (ctx.ending.aborted) return
  const attempts = waiting.attempts + 1
  if (answer.taken) {
    ctx.db.run("update deliveries set state = 'delivered', next_at = null, attempts = ?, last_status = ?, last_at = ? where id = ?", attempts, answer.status, ctx.now(), delivery.id)
    return
  }
  const nextAt = Math.min(ctx.now() + (waits[attempts - 1] ?? hourly), delivery.created_at + patience)
  ctx.db.run(
    "update deliveries set next_at = case when state = 'waiting' then ? end, attempts = ?, last_status = ?, last_at = ? where id = ?",
    nextAt, attempts, answer.status, ctx.now(), delivery.id)
}

/** A day without a 2xx: the subscription is removed without a word. */
function giveUp(ctx: Context, delivery: Delivery): void {
  ctx.db.transact(() => {
    ctx.db.run('delete from subscriptions where id = ?', delivery.subscription_id)
    ctx.db.run("update deliveries set state = 'dropped', next_at = null where subscription_id = ? and state = 'waiting'", delivery.subscription_id)
  })
}

function planOf(ctx: Context, { id, message_id: messageId, shop_id: shopId, body, secret }: Delivery): DeliveryPlan {
  if (!ctx.faults.quiet) return ctx.faults.deliver({ id, messageId, shopId, body, secret })
  const timestamp = Math.floor(ctx.now() / 1000)
  return { messages: [{ id: messageId, timestamp, body, signature: signDelivery(secret, messageId, timestamp, body) }] }
}

/** Posts a plan's messages; the last answer counts. */
async function post(ctx: Context, url: string, plan: DeliveryPlan): Promise<{ taken: boolean; status: string }> {
  let answer = { taken: plan.lost === true, status: plan.lost ? 'lost' : '' }
  if (plan.together) return (await Promise.all(plan.messages.map((message) => send(ctx, url, message)))).at(-1) ?? answer
  for (const message of plan.messages) answer = await send(ctx, url, message)
  return answer
}

async function send(ctx: Context, url: string, message: Message): Promise<{ taken: boolean; status: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(answerWithin), ctx.ending]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Liteshop-Webhooks/1.0',
        'webhook-id': message.id,
        'webhook-timestamp': String(message.timestamp),
        ...(message.signature === undefined ? {} : { 'webhook-signature': message.signature })
      },
      body: message.body
    })
    await answer.body?.cancel()
    return { taken: answer.ok, status: String(answer.status) }
  } catch (err) {
    return { taken: false, status: err instanceof Error ? err.name : 'Error' }
  }
}
