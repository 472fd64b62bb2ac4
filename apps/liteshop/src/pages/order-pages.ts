import type { Context } from '../context.ts'
import { formatTaipei } from '../instants.ts'
import { listFulfillments } from '../shop/fulfillments.ts'
import type { Order } from '../shop/order.ts'
import { orderStatuses, shipmentStatuses } from '../shop/order.ts'
import { getOrder } from '../shop/orders.ts'
import type { SqlValue } from '../store/sqlite.ts'
import type { Markup } from './html.ts'
import { html } from './html.ts'
import { money } from './layout.ts'
import type { Translate } from './messages/messages.ts'
import type { Desk } from './shop-frame.ts'
import { stateBadge } from './shop-frame.ts'

const pageSize = 50

/** The orders of a shop, newest first, as its keeper sees them (nothing is late here). */
export function drawOrders(ctx: Context, { shop, t, query }: Desk): Markup {
  const { orders, count, older } = findOrders(ctx, shop.id, query)
  const choice = (name: 'order_status' | 'shipment_status', label: string, states: readonly (typeof orderStatuses[number] | typeof shipmentStatuses[number])[]) => html`
<label class="field">${label}<select name="${name}"><option value="">${t('all')}</option>${states.map((state) => html`<option value="${state}"${query.get(name) === state && html` selected`}>${t(state)}</option>`)}</select></label>`
  return html`
<div class="row spread"><h1>${t('orders')}</h1><a class="button" href="/shop/${shop.id}/orders/new" data-testid="new-order">${t('newOrder')}</a></div>
<form class="filters" method="get" role="search" aria-label="${t('filter')}">
${choice('order_status', t('orderStatus'), orderStatuses)}
${choice('shipment_status', t('shipmentStatus'), shipmentStatuses)}
<label class="field">${t('search')}<input type="search" name="text" value="${query.get('text')}"></label>
<div><button class="second" data-testid="filter">${t('filter')}</button></div>
</form>
<p class="soft" data-testid="order-count">${t('ordersFound', { count })}</p>
${orders.length === 0 ? html`<p>${t('noOrders')}</p>` : html`
<div class="table" tabindex="0" role="region" aria-label="${t('orders_of', { shop: shop.title })}"><table data-testid="orders">
<thead><tr><th scope="col">${t('orderNumber')}</th><th scope="col">${t('createdAt')}</th><th scope="col">${t('orderStatus')}</th><th scope="col">${t('shipmentStatus')}</th><th scope="col">${t('paymentStatus')}</th><th scope="col">${t('shipping')}</th><th scope="col">${t('recipient')}</th><th scope="col" class="number">${t('items')}</th><th scope="col" class="number">${t('total')}</th></tr></thead>
<tbody>${orders.map((order) => html`
<tr data-testid="order-row"><th scope="row"><a href="/shop/${shop.id}/orders/${order.id}">${order.order_number}</a></th><td>${formatTaipei(Date.parse(order.created_at))}</td>
<td>${stateBadge(t, order.order_status)}</td><td>${stateBadge(t, order.shipment_status)}</td><td>${stateBadge(t, order.payment_status)}</td><td>${order.shipping.name ?? order.shipping.code}</td><td>${order.recipient.name}</td>
<td class="number">${order.lines.reduce((sum, line) => sum + line.quantity, 0)}</td><td class="number">${money(order.total)}</td></tr>`)}
</tbody></table></div>
<p class="row">${query.has('before') && html`<a href="${listAddress(shop.id, query)}">${t('newest')}</a>`} ${older && html`<a href="${listAddress(shop.id, query, older)}" data-testid="older">${t('older')}</a>`}</p>`}`
}

function listAddress(shopId: string, query: URLSearchParams, before?: string): string {
  const kept = new URLSearchParams([...query].filter(([name]) => ['order_status', 'shipment_status', 'text'].includes(name)))
  if (before !== undefined) kept.set('before', before)
  return `/shop/${shopId}?${kept.toString()}`
}

function findOrders(ctx: Context, shopId: string, query: URLSearchParams): { orders: Order[]; count: number; older?: string } {
  let where = 'shop_id = ?'
  const params: SqlValue[] = [shopId]
  for (const name of ['order_status', 'shipment_status'] as const) {
    const value = query.get(name)
    if (value) {
      where += ` and ${name} = ?`
      params.push(value)
    }
  }
  const text = query.get('text')?.trim()
  if (text) {
    where += " and (instr(order_number, ?) > 0 or instr(json ->> '$.recipient.name', ?) > 0)"
    params.push(text, text)
  }
  const count = ctx.db.get<{ count: number }>(`select count(*) as count from orders where ${where}`, ...params)?.count ?? 0
  const [createdAt = '', id = ''] = (query.get('before') ?? '').split('.')
  if (/^\d+$/.test(createdAt) && id) {
    where += ' and (created_at, id) < (?, ?)'
    params.push(Number(createdAt), id)
  }
  const rows = ctx.db.all<{ json: string; created_at: number; id: string }>(`select json, created_at, id from orders where ${where} order by created_at desc, id desc limit ?`, ...params, pageSize + 1)
  const page = rows.slice(0, pageSize)
  const last = page.at(-1)
  return { orders: page.map((row) => JSON.parse(row.json) as Order), count, older: rows.length > pageSize && last ? `${last.created_at}.${last.id}` : undefined }
}

/** One order with everything that the keeper can do to it. */
export function drawOrder(ctx: Context, { shop, t }: Desk, orderId: string): { title: string; body: Markup } {
  const order = getOrder(ctx, shop.id, orderId)
  const base = `/shop/${shop.id}/orders/${order.id}`
  const title = t('order', { number: order.order_number })
  const open = order.order_status !== 'cancelled' && order.shipment_status !== 'shipped' && order.shipment_status !== 'delivered'
  const untouched = open && order.lines.every((line) => !line.fulfilled_quantity)
  const body = html`
<div class="row spread"><div><h1>${title}</h1>
<p class="row" data-testid="order-states">${stateBadge(t, order.order_status)} ${stateBadge(t, order.shipment_status)} ${stateBadge(t, order.payment_status)}</p></div>
<div class="row">
${open && order.shipment_status === 'unready' && html`<form method="post" action="${base}/ready"><button data-testid="mark-ready">${t('markReady')}</button></form>`}
${open && html`<form method="post" action="${base}/cancel"><button class="danger" data-testid="cancel-order">${t('cancelOrder')}</button></form>`}
</div></div>
<div class="columns"><div>
${drawLines(t, order)}
${untouched && html`<details class="card"><summary data-testid="change-lines">${t('changeLines')}</summary><form method="post" action="${base}/lines">
${order.lines.map((line) => html`<label class="field">${t('quantityOf', { name: line.title })}<input type="number" name="quantity.${line.id}" min="0" step="1" value="${line.quantity}" required></label>`)}
<button data-testid="save-lines">${t('saveLines')}</button></form></details>`}
${drawShipments(ctx, t, shop.id, order.id)}
</div><div>
${drawRecipient(t, order)}
${order.order_status !== 'cancelled' && html`<details class="card"><summary data-testid="change-address">${t('changeAddress')}</summary><form method="post" action="${base}/address">${addressFields(t, order.recipient)}<button data-testid="save-address">${t('saveAddress')}</button></form></details>`}
<section class="card" aria-labelledby="money"><h2 id="money">${t('moneyTitle')}</h2><dl class="facts">
<dt>${t('subtotal')}</dt><dd>${money(order.subtotal)}</dd><dt>${t('shippingFee')}</dt><dd>${money(order.shipping_fee)}</dd><dt>${t('discount')}</dt><dd>${money(order.discount)}</dd>
<dt>${t('total')}</dt><dd><strong>${money(order.total)}</strong></dd>${order.cod_amount ? html`<dt>${t('codAmount')}</dt><dd><strong>${money(order.cod_amount)}</strong></dd>` : null}</dl></section>
</div></div>`
  return { title, body }
}

function drawLines(t: Translate, order: Order): Markup {
  return html`<div class="table" tabindex="0" role="region" aria-label="${t('lines')}"><table data-testid="lines">
<thead><tr><th scope="col">${t('sku')}</th><th scope="col">${t('product')}</th><th scope="col" class="number">${t('price')}</th><th scope="col" class="number">${t('quantity')}</th><th scope="col" class="number">${t('shippedQuantity')}</th></tr></thead>
<tbody>${order.lines.map((line) => html`<tr><th scope="row">${line.sku || t('noSku')}</th><td class="wrap">${line.title} ${line.variant_title}</td><td class="number">${money(line.price)}</td><td class="number">${line.quantity}</td><td class="number">${line.fulfilled_quantity ?? 0}</td></tr>`)}</tbody></table></div>`
}

function drawShipments(ctx: Context, t: Translate, shopId: string, orderId: string): Markup {
  const fulfillments = listFulfillments(ctx, shopId, orderId)
  return html`<h2>${t('shipments')}</h2>
${fulfillments.length === 0 ? html`<p class="soft" data-testid="no-shipments">${t('noShipments')}</p>` : html`<div class="table" tabindex="0" role="region" aria-label="${t('shipments')}"><table data-testid="shipments">
<thead><tr><th scope="col">${t('trackingNumber')}</th><th scope="col">${t('carrier')}</th><th scope="col">${t('shippedAt')}</th><th scope="col" class="number">${t('items')}</th></tr></thead>
<tbody>${fulfillments.map((item) => html`<tr data-testid="shipment"><th scope="row">${item.tracking_number}</th><td>${item.carrier}</td><td>${formatTaipei(Date.parse(item.shipped_at))}</td><td class="number">${item.lines.reduce((sum, line) => sum + line.quantity, 0)}</td></tr>`)}</tbody></table></div>`}`
}

function drawRecipient(t: Translate, order: Order): Markup {
  const { recipient, pickup_store: store } = order
  return html`<section class="card" aria-labelledby="recipient"><h2 id="recipient">${t('recipient')}</h2><dl class="facts" data-testid="recipient">
<dt>${t('name')}</dt><dd>${recipient.name}</dd><dt>${t('phone')}</dt><dd>${recipient.phone}</dd>
${recipient.address ? html`<dt>${t('address')}</dt><dd>${recipient.postal_code} ${recipient.city}${recipient.district}${recipient.address}</dd>` : null}
<dt>${t('shipping')}</dt><dd>${order.shipping.name ?? order.shipping.code} <span class="soft">${order.shipping.code}</span></dd>
${store ? html`<dt>${t('pickupStore')}</dt><dd>${store.store_name} <span class="soft">${store.store_id}</span></dd>` : null}
${order.buyer_note ? html`<dt>${t('buyerNote')}</dt><dd>${order.buyer_note}</dd>` : null}</dl></section>`
}

export function addressFields(t: Translate, recipient: Partial<Order['recipient']>): Markup {
  return html`<div class="two"><label class="field">${t('name')}<input name="name" required maxlength="64" value="${recipient.name}"></label><label class="field">${t('phone')}<input type="tel" name="phone" required maxlength="32" value="${recipient.phone}"></label>
<label class="field">${t('postalCode')}<input name="postal_code" pattern="[0-9]{3}([0-9]{2,3})?" value="${recipient.postal_code}"></label><label class="field">${t('city')}<input name="city" maxlength="32" value="${recipient.city}"></label></div>
<label class="field">${t('district')}<input name="district" maxlength="32" value="${recipient.district}"></label><label class="field">${t('address')}<input name="address" maxlength="200" value="${recipient.address}"></label>`
}
