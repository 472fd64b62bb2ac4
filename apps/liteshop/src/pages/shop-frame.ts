import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { Shop, User } from '../shop/shops.ts'
import { listShopsOf } from '../shop/shops.ts'
import { ShopFailure } from '../shop/failures.ts'
import { formOf, refuseForm, sendLogin } from './account-routes.ts'
import type { Markup } from './html.ts'
import { html } from './html.ts'
import { notice, sendPage, wordsOf } from './layout.ts'
import type { MessageName, Translate } from './messages/messages.ts'
import { isMessage } from './messages/messages.ts'
import { isOwnForm, userOf } from './session.ts'

/** What a page of one shop is drawn with. */
export interface Desk {
  user: User
  shop: Shop
  t: Translate
  query: URLSearchParams
}

export type ShopRequest = FastifyRequest<{ Params: { shopId: string; orderId?: string; grantId?: string } }>

const sections = [
  ['orders', ''], ['stock', '/stock'], ['shippingMethods', '/shipping-methods'], ['webhooks', '/webhooks'], ['partners', '/partners']
] as const satisfies [MessageName, string][]

export type Section = (typeof sections)[number][0]

/** Draws a page of one shop for its keeper: others are asked to log in, and see that there is no such page. */
export function showDesk(ctx: Context, request: ShopRequest, reply: FastifyReply, draw: (desk: Desk) => { title: string; section: Section; body: Markup }): FastifyReply {
  const user = userOf(ctx, request)
  if (!user) return sendLogin(ctx, request, reply, { next: request.url })
  const { t } = wordsOf(request)
  const shop = listShopsOf(ctx, user.merchant_id).find((candidate) => candidate.id === request.params.shopId)
  if (!shop) return sendMissing(request, reply, user)
  const query = new URL(request.url, 'http://localhost').searchParams
  try {
    const { title, section, body } = draw({ user, shop, t, query })
    const framed = html`
<p class="soft"><a href="/shop">${t('myShops')}</a> › <strong data-testid="shop-title">${shop.title}</strong></p>
<nav class="menu" aria-label="${t('shopMenu')}">${sections.map(([name, path]) => html`
<a href="/shop/${shop.id}${path}"${name === section && html` aria-current="page"`} data-testid="menu-${name}">${t(name)}</a>`)}
</nav>
${outcome(t, query)}
${body}`
    return sendPage(request, reply, { title: `${title} · ${shop.title}`, body: framed, user, width: 'wide' })
  } catch (err) {
    if (err instanceof ShopFailure && err.code === 'not_found') return sendMissing(request, reply, user)
    throw err
  }
}

/**
 * Does what a form of the shop asks for and goes to a page that says so; `act` answers where. A broken rule is said on the page that one came from.
 */
export function actAtDesk(ctx: Context, request: ShopRequest, reply: FastifyReply, back: string, act: (shop: Shop, form: URLSearchParams) => { path: string; done: MessageName }): FastifyReply {
  if (!isOwnForm(request)) return refuseForm(request, reply)
  const user = userOf(ctx, request)
  const home = `/shop/${encodeURIComponent(request.params.shopId)}`
  if (!user) return reply.redirect(home, 303)
  const shop = listShopsOf(ctx, user.merchant_id).find((candidate) => candidate.id === request.params.shopId)
  if (!shop) return sendMissing(request, reply, user)
  try {
    const { path, done } = ctx.db.transact(() => act(shop, formOf(request)))
    return reply.redirect(`${home}${path}?done=${done}`, 303)
  } catch (err) {
    if (!(err instanceof ShopFailure)) throw err
    if (err.code === 'not_found') return sendMissing(request, reply, user)
    return reply.redirect(`${home}${back}?refused=${err.reason ?? err.code}`, 303)
  }
}

export function sendMissing(request: FastifyRequest, reply: FastifyReply, user?: User): FastifyReply {
  const { t } = wordsOf(request)
  const body = html`<h1>${t('notFoundTitle')}</h1><p>${t('notFoundHint')}</p><p><a href="/shop">${t('myShops')}</a></p>`
  return sendPage(request, reply, { title: t('notFoundTitle'), body, user, status: 404 })
}

function outcome(t: Translate, query: URLSearchParams): Markup | false {
  const refused = query.get('refused')
  if (refused !== null) {
    const reason = `refused_${refused}`
    return notice('bad', isMessage(reason) ? t(reason) : t('refused_unknown'))
  }
  const done = query.get('done') ?? ''
  return done.startsWith('done_') && isMessage(done) && notice('good', t(done))
}

const colours: Partial<Record<MessageName, string>> = {
  new: '', processing: '', awaiting_receipt: 'good', completed: 'good', cancelled: 'bad', unready: 'warm', ready_to_ship: '', shipped: 'good',
  delivered: 'good', returned: 'bad', pending: 'warm', paid: 'good', refunded: 'bad', cod: 'warm', waiting: 'warm', deliveredHook: 'good', dropped: 'bad',
  enabled: 'good', disabled: 'warm'
}

export function stateBadge(t: Translate, state: MessageName): Markup {
  return html`<span class="state ${colours[state]}" data-state="${state}">${t(state)}</span>`
}
