import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { newId } from '../store/secrets.ts'

export const topics = ['order.created', 'order.updated', 'order.cancelled', 'authorization.revoked'] as const
export type Topic = (typeof topics)[number]

export interface Subscription {
  id: string
  client_id: string
  shop_id: string
  topic: Topic
  url: string
  secret: string
  created_at: number
}

export function listSubscriptions(ctx: Context, shopId: string, clientId?: string): Subscription[] {
  return ctx.db.all<Subscription>('select * from subscriptions where shop_id = ? and client_id = coalesce(?, client_id) order by created_at, id', shopId, clientId ?? null)
}

/** The same topic and URL again answers with the first subscription, secret included. */
export function subscribe(ctx: Context, shopId: string, clientId: string, topic: Topic, url: string): Subscription {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  ctx.db.run(
    'insert into subscriptions (id, client_id, shop_id, topic, url, secret, created_at) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing',
    newId('whk'), clientId, shopId, topic, url, secret, ctx.now()
  )
  const stored = ctx.db.get<Subscription>('select * from subscriptions where client_id = ? and shop_id = ? and topic = ? and url = ?', clientId, shopId, topic, url)
  if (!stored) throw new Error('The subscription was not stored.')
  return stored
}

/** Answers whether there was one. What still waits for it is dropped. */
export function unsubscribe(ctx: Context, shopId: string, clientId: string, id: string): boolean {
  return ctx.db.transact(() => {
    const gone = ctx.db.run('delete from subscriptions where id = ? and shop_id = ? and client_id = ?', id, shopId, clientId) > 0
    if (gone) dropWaiting(ctx, id)
    return gone
  })
}

/** Ends what a partner subscribed to in a shop; a waiting `authorization.revoked` is still delivered. */
export function endSubscriptions(ctx: Context, shopId: string, clientId: string): void {
  for (const subscription of listSubscriptions(ctx, shopId, clientId)) {
    ctx.db.run('delete from subscriptions where id = ?', subscription.id)
    if (subscription.topic !== 'authorization.revoked') dropWaiting(ctx, subscription.id)
  }
}

function dropWaiting(ctx: Context, subscriptionId: string): void {
  ctx.db.run("update deliveries set state = 'dropped', next_at = null where subscription_id = ? and state = 'waiting'", subscriptionId)
}
