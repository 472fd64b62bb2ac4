import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { ShopFailure } from '../shop/failures.ts'
import { cancelOrder, changeAddress, changeLines, markReady } from '../shop/order-actions.ts'
import { getOrder } from '../shop/orders.ts'
import { placeOrder } from '../shop/place-order.ts'
import type { Shop } from '../shop/shops.ts'
import { listShippingMethods } from '../shop/shops.ts'
import { listProducts } from '../shop/stock.ts'
import type { Markup } from './html.ts'
import { html } from './html.ts'
import { money } from './layout.ts'
import type { MessageName } from './messages/messages.ts'
import { addressFields, drawOrder, drawOrders } from './order-pages.ts'
import type { Desk, ShopRequest } from './shop-frame.ts'
import { actAtDesk, showDesk } from './shop-frame.ts'

export function orderPageRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/shop/:shopId', (request: ShopRequest, reply) =>
    showDesk(ctx, request, reply, (desk) => ({ title: desk.t('orders'), section: 'orders', body: drawOrders(ctx, desk) })))

  app.get('/shop/:shopId/orders/new', (request: ShopRequest, reply) =>
    showDesk(ctx, request, reply, (desk) => ({ title: desk.t('newOrder'), section: 'orders', body: drawNewOrder(ctx, desk) })))

  app.post('/shop/:shopId/orders', (request: ShopRequest, reply) => actAtDesk(ctx, request, reply, '/orders/new', (shop, form) => {
    const order = placeOrder(ctx, shop.id, readNewOrder(form))
    return { path: `/orders/${order.id}`, done: 'done_placed' }
  }))

  app.get('/shop/:shopId/orders/:orderId', (request: ShopRequest, reply) =>
    showDesk(ctx, request, reply, (desk) => ({ section: 'orders', ...drawOrder(ctx, desk, request.params.orderId ?? '') })))

  const action = (name: string, done: MessageName, act: (shop: Shop, orderId: string, form: URLSearchParams) => void) => {
    app.post(`/shop/:shopId/orders/:orderId/${name}`, (request: ShopRequest, reply) => {
      const orderId = request.params.orderId ?? ''
      const path = `/orders/${encodeURIComponent(orderId)}`
      return actAtDesk(ctx, request, reply, path, (shop, form) => {
        act(shop, orderId, form)
        return { path, done }
      })
    })
  }
  action('cancel', 'done_cancelled', (shop, orderId) => cancelOrder(ctx, shop.id, orderId))
  action('ready', 'done_changed', (shop, orderId) => markReady(ctx, shop.id, orderId))
  action('address', 'done_changed', (shop, orderId, form) => changeAddress(ctx, shop.id, orderId, readAddress(form)))
  action('lines', 'done_changed', (shop, orderId, form) => {
    const lines = getOrder(ctx, shop.id, orderId).lines.map((line) => ({ sku: line.sku, quantity: Number(form.get(`quantity.${line.id}`)) }))
    changeLines(ctx, shop.id, orderId, lines.filter((line) => line.quantity !== 0))
  })
}

function drawNewOrder(ctx: Context, { shop, t }: Desk): Markup {
  return html`
<h1>${t('newOrder')}</h1>
<form method="post" action="/shop/${shop.id}/orders" data-testid="order-form"><div class="columns">
<fieldset><legend>${t('chooseProducts')}</legend><p class="soft">${t('chooseProductsHint')}</p>
<div class="table" tabindex="0" role="region" aria-label="${t('chooseProducts')}"><table>
<thead><tr><th scope="col">${t('sku')}</th><th scope="col">${t('product')}</th><th scope="col" class="number">${t('price')}</th><th scope="col" class="number">${t('inStock')}</th><th scope="col">${t('quantity')}</th></tr></thead>
<tbody>${listProducts(ctx, shop.id).map((product) => html`<tr><th scope="row">${product.sku}</th><td class="wrap">${product.title} ${product.variant_title}</td><td class="number">${money(product.price)}</td><td class="number">${product.tracked ? product.stock : t('notTracked')}</td>
<td><input type="number" name="quantity.${product.sku}" min="0" step="1" aria-label="${t('quantityOf', { name: product.sku })}"></td></tr>`)}</tbody></table></div></fieldset>
<div class="card">
<label class="field">${t('shippingMethod')}<select name="shipping" required>${listShippingMethods(ctx, shop.id).filter((method) => method.enabled).map((method) => html`<option value="${method.code}">${method.name} (${method.code})</option>`)}</select></label>
<label class="choice"><input type="checkbox" name="cod" value="yes"> ${t('cashOnDelivery')}</label>
<label class="choice"><input type="checkbox" name="unready" value="yes"> ${t('notReadyYet')}</label>
<fieldset><legend>${t('recipient')}</legend>${addressFields(t, { name: '林小山', phone: '0900-123-456', postal_code: '106', city: '臺北市', district: '大安區', address: '信義路四段1號' })}</fieldset>
<fieldset><legend>${t('pickupStore')}</legend><p class="soft">${t('pickupOnly')}</p><div class="two">
<label class="field">${t('storeId')}<input name="store_id" pattern="[0-9]+" maxlength="12"></label><label class="field">${t('storeName')}<input name="store_name" maxlength="64"></label></div></fieldset>
<label class="field">${t('buyerNote')}<textarea name="note" rows="2" maxlength="500"></textarea></label>
<button data-testid="place-order">${t('placeOrder')}</button>
</div></div></form>`
}

function readNewOrder(form: URLSearchParams): Parameters<typeof placeOrder>[2] {
  const lines = [...form]
    .filter(([name, value]) => name.startsWith('quantity.') && value !== '' && value !== '0')
    .map(([name, value]) => ({ sku: name.slice('quantity.'.length), quantity: Number(value) }))
  const store = form.get('store_id')?.trim()
  if (store && !/^\d+$/.test(store)) throw new ShopFailure('invalid_request', 'The store number has digits only.', 'store_id')
  return {
    lines,
    shippingCode: form.get('shipping') ?? '',
    cashOnDelivery: form.get('cod') === 'yes',
    ready: form.get('unready') !== 'yes',
    recipient: { ...readAddress(form), name: form.get('name')?.trim() ?? '', phone: form.get('phone')?.trim() ?? '' },
    pickupStore: store ? { id: store, name: form.get('store_name')?.trim() ?? '' } : undefined,
    note: form.get('note')?.trim() || undefined
  }
}

function readAddress(form: URLSearchParams) {
  const text = (name: string) => form.get(name)?.trim()
  const postalCode = text('postal_code')
  if (postalCode && !/^\d{3}(\d{2,3})?$/.test(postalCode)) throw new ShopFailure('invalid_request', 'A postal code has 3, 5 or 6 digits.', 'postal_code')
  return { name: text('name'), phone: text('phone'), postal_code: postalCode, city: text('city'), district: text('district'), address: text('address') }
}
