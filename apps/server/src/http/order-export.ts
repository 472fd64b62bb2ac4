import { Readable } from 'node:stream'
import { orderFilters } from '@crossdock/contract'
import { Refusal } from '@crossdock/flows/ports'
import { exportOrders, type ExportedOrder, type OrderFilter, type Page } from '@crossdock/postgres'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { App } from '../context.ts'
import { accessTo } from '../permissions.ts'
import { scopeOf, type Principal } from '../principal.ts'
import { troubleOf } from '../problem.ts'
import { narrowed } from '../routes/narrowed.ts'
import { identify } from '../sign-in/identify.ts'
import { warehouseTimeZone } from '../warehouse.ts'
import { apiPrefix, sendProblem } from './api.ts'
import { byteOrderMark, csvRows, type Cell } from './csv.ts'
import { explainIssues, type RawIssue } from './issues.ts'
import { preferredLanguage } from './language.ts'

const filters = z.strictObject(orderFilters)
const pageSize = 500

/** `GET /api/v1/orders/export.csv`: what the list of orders shows under the same filters, all of it, as a CSV. */
export function addOrderExport(server: FastifyInstance, app: App): void {
  server.get(`${apiPrefix}/orders/export.csv`, async (request, reply) => {
    const language = preferredLanguage(request.headers['accept-language'])
    try {
      const principal = await identify(app, request)
      if (!principal) throw new Refusal('unauthenticated')
      request.principalId = principal.id
      const access = accessTo(['orders', 'list'])
      if (access !== 'public' && !access.includes(principal.role)) throw new Refusal('forbidden')
      const asked = filters.safeParse(request.query)
      if (!asked.success) throw new Refusal('invalid_input', {}, explainIssues(asked.error.issues as readonly RawIssue[], request.query, language))
      const read = reader(app, principal, asked.data)
      // Read before the answer begins: a failure here can still be told as a problem.
      const first = await read(undefined)
      const day = new Intl.DateTimeFormat('sv-SE', { timeZone: warehouseTimeZone }).format(app.needs.now())
      return await reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="orders-${day}.csv"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(lines(first, read)))
    } catch (err) {
      const trouble = troubleOf(err, language)
      if (trouble.code === 'internal_error') app.log.error({ err, requestId: request.id }, 'an export failed')
      return sendProblem(request, reply, trouble)
    }
  })
}

type ReadPage = (cursor: string | undefined) => Promise<Page<ExportedOrder>>

/** Each page in a transaction of its own, so that a slow download holds nothing open. */
function reader(app: App, principal: Principal, filter: OrderFilter): ReadPage {
  return (cursor) => app.database.transact(scopeOf(principal), (tx) => exportOrders(tx, { ...narrowed(filter, principal), cursor, limit: pageSize }, warehouseTimeZone))
}

async function* lines(first: Page<ExportedOrder>, read: ReadPage): AsyncGenerator<string> {
  yield byteOrderMark + csvRows([Object.keys(columns)])
  for (let page = first; ; page = await read(page.nextCursor)) {
    if (page.items.length > 0) yield csvRows(page.items.map((order) => Object.values(columns).map((column) => column(order))))
    if (page.nextCursor === null) return
  }
}

const columns: Record<string, (order: ExportedOrder) => Cell> = {
  order_number: (order) => order.orderNumber,
  merchant: (order) => order.merchant,
  ec_account: (order) => order.ecAccount,
  sales_channel: (order) => order.salesChannel,
  status: (order) => order.status,
  holds: (order) => order.holds.join(' '),
  placed_at: (order) => order.placedAt,
  recipient: (order) => order.recipient.name,
  phone: (order) => order.recipient.phone,
  email: (order) => order.recipient.email,
  country: (order) => order.recipient.country,
  postal_code: (order) => order.recipient.postalCode,
  city: (order) => order.recipient.city,
  district: (order) => order.recipient.district,
  address: (order) => order.recipient.address,
  pickup_brand: (order) => order.pickupStore?.brand ?? null,
  pickup_store_id: (order) => order.pickupStore?.storeId ?? null,
  pickup_store: (order) => order.pickupStore?.storeName ?? null,
  pickup_address: (order) => order.pickupStore?.address ?? null,
  shipping_code: (order) => order.shippingCode,
  shipping_type: (order) => order.shippingTypeCode,
  lines: (order) => order.lines.map((line) => `${line.sku || line.title} × ${line.quantity}`).join('; '),
  units: (order) => order.units,
  subtotal: (order) => order.subtotal,
  shipping_fee: (order) => order.shippingFee,
  discount: (order) => order.discount,
  total: (order) => order.total,
  cod_amount: (order) => order.codAmount,
  payment_status: (order) => order.paymentStatus,
  tracking_numbers: (order) => order.trackingNumbers.join(' '),
  tracking: (order) => order.tracking,
  shipped_at: (order) => order.shippedAt,
  imported_at: (order) => order.importedAt,
  buyer_note: (order) => order.buyerNote,
  platform_order_id: (order) => order.platformOrderId,
}
