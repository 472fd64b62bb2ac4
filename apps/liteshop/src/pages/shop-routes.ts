import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { formatTaipei } from '../instants.ts'
import { endGrant, liveGrants } from '../oauth/grants.ts'
import { parseScope } from '../oauth/scopes.ts'
import { countOrders } from '../shop/list-orders.ts'
import { ShopFailure } from '../shop/failures.ts'
import { listShippingMethods, listShopsOf, putShippingMethod } from '../shop/shops.ts'
import { listProducts } from '../shop/stock.ts'
import { listDeliveries } from '../webhooks/deliveries.ts'
import { listSubscriptions } from '../webhooks/subscriptions.ts'
import { sendLogin } from './account-routes.ts'
import { html } from './html.ts'
import { money, sendPage, wordsOf } from './layout.ts'
import { userOf } from './session.ts'
import type { ShopRequest } from './shop-frame.ts'
import { actAtDesk, showDesk, stateBadge } from './shop-frame.ts'

/** The shop-keeper's pages but for the orders: shops, stock, shipping methods, webhooks, partners. */
export function shopRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/', (_request, reply) => reply.redirect('/shop', 302))

  app.get('/shop', (request, reply) => {
    const user = userOf(ctx, request)
    if (!user) return sendLogin(ctx, request, reply, { next: request.url })
    const { t } = wordsOf(request)
    const body = html`
<h1>${t('myShops')}</h1>
<p class="soft">${user.merchant_name} · ${user.name}</p>
<ul class="cards">${listShopsOf(ctx, user.merchant_id).map((shop) => html`
<li class="card"><h2>${shop.title}</h2><p class="soft">${shop.domain}</p>
<p>${t('ordersWaiting', { count: countOrders(ctx, shop.id, { orderStatus: 'new', shipmentStatus: 'ready_to_ship' }) })}</p>
<a class="button" href="/shop/${shop.id}" aria-label="${t('openShop')} ${shop.title}" data-testid="open-${shop.id}">${t('openShop')}</a></li>`)}
</ul>`
    return sendPage(request, reply, { title: t('myShops'), body, user, width: 'wide' })
  })

  app.get('/shop/:shopId/stock', (request: ShopRequest, reply) => showDesk(ctx, request, reply, ({ shop, t }) => ({
    title: t('stock'),
    section: 'stock',
    body: html`
<h1>${t('stock')}</h1>
<div class="table" tabindex="0" role="region" aria-label="${t('stock')}"><table data-testid="stock">
<thead><tr><th scope="col">${t('sku')}</th><th scope="col">${t('title')}</th><th scope="col" class="number">${t('price')}</th><th scope="col" class="number">${t('inStock')}</th><th scope="col">${t('updatedAt')}</th></tr></thead>
<tbody>${listProducts(ctx, shop.id).map((product) => html`
<tr data-testid="sku-${product.sku}"><th scope="row">${product.sku}</th><td class="wrap">${product.title} ${product.variant_title} ${product.warehouse === 0 && html`<span class="state warm">${t('shopOnly')}</span>`}</td>
<td class="number">${money(product.price)}</td><td class="number" data-testid="stock-${product.sku}">${product.tracked ? product.stock : t('notTracked')}</td><td>${formatTaipei(product.updated_at)}</td></tr>`)}
</tbody></table></div>`
  })))

  app.get('/shop/:shopId/shipping-methods', (request: ShopRequest, reply) => showDesk(ctx, request, reply, ({ shop, t }) => ({
    title: t('shippingMethods'),
    section: 'shippingMethods',
    body: html`
<h1>${t('shippingMethods')}</h1>
<div class="columns"><div class="table" tabindex="0" role="region" aria-label="${t('shippingMethods')}"><table data-testid="shipping-methods">
<thead><tr><th scope="col">${t('code')}</th><th scope="col">${t('methodName')}</th><th scope="col" class="number">${t('shippingFee')}</th><th scope="col">${t('methodState')}</th></tr></thead>
<tbody>${listShippingMethods(ctx, shop.id).map((method) => html`
<tr><th scope="row">${method.code}</th><td>${method.name}</td><td class="number">${money(method.fee)}</td><td>${stateBadge(t, method.enabled ? 'enabled' : 'disabled')}</td></tr>`)}
</tbody></table></div>
<form class="card" method="post" action="/shop/${shop.id}/shipping-methods" data-testid="add-method-form">
<h2>${t('addMethod')}</h2>
<label class="field">${t('code')}<input name="code" required maxlength="64" autocomplete="off"></label>
<label class="field">${t('methodName')}<input name="name" required maxlength="64" autocomplete="off"></label>
<label class="field">${t('shippingFee')}<input type="number" name="fee" min="0" step="1" value="60" required></label>
<label class="choice"><input type="checkbox" name="enabled" value="yes" checked> ${t('enabled')}</label>
<button data-testid="add-method">${t('add')}</button>
</form></div>`
  })))

  app.post('/shop/:shopId/shipping-methods', (request: ShopRequest, reply) => actAtDesk(ctx, request, reply, '/shipping-methods', (shop, form) => {
    putShippingMethod(ctx, shop.id, { code: form.get('code') ?? '', name: form.get('name') ?? '', fee: Number(form.get('fee') || 60), enabled: form.get('enabled') === 'yes' })
    return { path: '/shipping-methods', done: 'done_added' }
  }))

  app.get('/shop/:shopId/webhooks', (request: ShopRequest, reply) => showDesk(ctx, request, reply, ({ shop, t }) => {
    const subscriptions = listSubscriptions(ctx, shop.id)
    const deliveries = listDeliveries(ctx, shop.id, 50)
    return {
      title: t('webhooks'),
      section: 'webhooks',
      body: html`
<h1>${t('webhooks')}</h1>
<h2>${t('subscriptions')}</h2>
${subscriptions.length === 0 ? html`<p class="soft">${t('noSubscriptions')}</p>` : html`<div class="table" tabindex="0" role="region" aria-label="${t('subscriptions')}"><table data-testid="subscriptions">
<thead><tr><th scope="col">${t('topic')}</th><th scope="col">${t('url')}</th><th scope="col">${t('since')}</th></tr></thead>
<tbody>${subscriptions.map((item) => html`<tr><th scope="row">${item.topic}</th><td class="wrap">${item.url}</td><td>${formatTaipei(item.created_at)}</td></tr>`)}</tbody></table></div>`}
<h2>${t('deliveries')}</h2>
${deliveries.length === 0 ? html`<p class="soft">${t('noDeliveries')}</p>` : html`<div class="table" tabindex="0" role="region" aria-label="${t('deliveries')}"><table data-testid="deliveries">
<thead><tr><th scope="col">${t('createdAt')}</th><th scope="col">${t('topic')}</th><th scope="col">${t('state')}</th><th scope="col" class="number">${t('tries')}</th><th scope="col">${t('answer')}</th><th scope="col">${t('url')}</th></tr></thead>
<tbody>${deliveries.map((item) => html`<tr><td>${formatTaipei(item.created_at)}</td><th scope="row">${item.topic}</th><td>${stateBadge(t, item.state === 'delivered' ? 'deliveredHook' : item.state)}</td>
<td class="number">${item.attempts}</td><td>${item.last_status}</td><td class="wrap">${item.url}</td></tr>`)}</tbody></table></div>`}`
    }
  }))

  app.get('/shop/:shopId/partners', (request: ShopRequest, reply) => showDesk(ctx, request, reply, ({ shop, t }) => {
    const grants = liveGrants(ctx, shop.id)
    return {
      title: t('partners'),
      section: 'partners',
      body: html`
<h1>${t('partners')}</h1>
<p class="soft">${t('partnersHint')}</p>
${grants.length === 0 ? html`<p data-testid="no-partners">${t('noPartners')}</p>` : html`<ul class="cards" data-testid="partners">${grants.map((grant) => html`
<li class="card"><h2>${grant.client_id}</h2>
<dl class="facts"><dt>${t('since')}</dt><dd>${formatTaipei(grant.created_at)}</dd>
<dt>${t('scopes')}</dt><dd>${(parseScope(grant.scope) ?? []).map((scope) => html`<div>${t(scope)}</div>`)}</dd></dl>
<form class="apart" method="post" action="/shop/${shop.id}/partners/${grant.id}/revoke"><button class="danger" aria-label="${t('revokeOf', { partner: grant.client_id })}" data-testid="revoke">${t('revoke')}</button></form></li>`)}</ul>`}`
    }
  }))

  app.post('/shop/:shopId/partners/:grantId/revoke', (request: ShopRequest, reply) => actAtDesk(ctx, request, reply, '/partners', (shop) => {
    const grant = liveGrants(ctx, shop.id).find((candidate) => candidate.id === request.params.grantId)
    if (!grant) throw new ShopFailure('not_found', 'There is no such authorisation.')
    endGrant(ctx, grant.id)
    return { path: '/partners', done: 'done_revoked' }
  }))
}
