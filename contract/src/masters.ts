import { customShippingTypePrefix, deliveries, temperatures } from '@crossdock/domain'
import { z } from 'zod'
import { endpoint, flag, id, instant, named, page, pageQuery, reference, searchText, text, versionRead, wholeQuery } from './base.ts'

const merchant = z.object({ id, code: z.string(), name: z.string(), active: z.boolean(), version: z.int(), createdAt: instant, ecAccounts: z.int(), openOrders: z.int() })
const merchantCode = z.string().trim().toUpperCase().regex(/^[A-Z0-9][A-Z0-9_-]{0,19}$/)

export const merchants = {
  list: endpoint({ method: 'GET', path: '/merchants', summary: 'Merchants that the caller may see', tag: 'Merchants' })
    .input(z.object({ q: searchText(100).optional(), active: flag.optional(), ...wholeQuery }))
    .output(page(merchant)),
  create: endpoint({ method: 'POST', path: '/merchants', summary: 'Create a merchant', tag: 'Merchants', successStatus: 201 }, 'name_taken')
    .input(z.object({ code: merchantCode, name: text(100) }))
    .output(merchant),
  get: endpoint({ method: 'GET', path: '/merchants/{id}', summary: 'One merchant', tag: 'Merchants' }, 'not_found').input(z.object({ id })).output(merchant),
  update: endpoint({ method: 'PATCH', path: '/merchants/{id}', summary: 'Rename, activate or deactivate a merchant', tag: 'Merchants' }, 'not_found', 'name_taken', 'version_conflict')
    .input(z.object({ id, version: versionRead, name: text(100).optional(), active: z.boolean().optional() }))
    .output(merchant),
}

const salesChannel = z.object({ id, merchant: named, name: z.string(), enabled: z.boolean(), version: z.int(), createdAt: instant, ecAccounts: z.int() })

export const salesChannels = {
  list: endpoint({ method: 'GET', path: '/sales-channels', summary: 'Sales channels', tag: 'Sales channels' })
    .input(z.object({ merchantId: id.optional(), q: searchText(100).optional(), ...wholeQuery }))
    .output(page(salesChannel)),
  create: endpoint({ method: 'POST', path: '/sales-channels', summary: 'Create a sales channel', tag: 'Sales channels', successStatus: 201 }, 'not_found', 'name_taken', 'merchant_inactive')
    .input(z.object({ merchantId: id, name: text(100), enabled: z.boolean().default(true) }))
    .output(salesChannel),
  update: endpoint({ method: 'PATCH', path: '/sales-channels/{id}', summary: 'Rename, enable or disable a sales channel; enabling frees the orders that waited for it', tag: 'Sales channels' }, 'not_found', 'name_taken', 'version_conflict')
    .input(z.object({ id, version: versionRead, name: text(100).optional(), enabled: z.boolean().optional() }))
    .output(salesChannel.extend({ released: z.int().describe('orders freed by this change') })),
}

const shippingType = z.object({
  code: z.string(),
  name: z.object({ en: z.string(), zh: z.string() }),
  carrier: z.string(),
  temperature: z.enum(temperatures),
  delivery: z.enum(deliveries),
  collectsCash: z.boolean(),
  preset: z.boolean(),
  enabled: z.boolean(),
  version: z.int(),
  mappings: z.int().describe('shipping type mappings that use it'),
})
const customCode = z.string().trim().regex(new RegExp(`^${customShippingTypePrefix}[a-z0-9_]{1,40}$`))
const shippingTypeFields = {
  name: z.object({ en: text(80), zh: text(80) }),
  carrier: text(60),
  temperature: z.enum(temperatures),
  delivery: z.enum(deliveries),
  collectsCash: z.boolean(),
}

export const shippingTypes = {
  list: endpoint({ method: 'GET', path: '/shipping-types', summary: 'The catalogue of shipping types, and custom ones', tag: 'Shipping types' })
    .input(z.object({ enabled: flag.optional(), ...wholeQuery }))
    .output(page(shippingType)),
  create: endpoint({ method: 'POST', path: '/shipping-types', summary: 'Create a custom shipping type', tag: 'Shipping types', successStatus: 201 }, 'name_taken')
    .input(z.object({ code: customCode, ...shippingTypeFields }))
    .output(shippingType),
  update: endpoint({ method: 'PATCH', path: '/shipping-types/{code}', summary: 'Enable or disable a shipping type; edit a custom one', tag: 'Shipping types' }, 'not_found', 'shipping_type_in_use', 'shipping_type_preset', 'version_conflict')
    .input(z.object({ code: reference(60), version: versionRead, enabled: z.boolean().optional(), ...z.object(shippingTypeFields).partial().shape }))
    .output(shippingType),
}

const product = z.object({
  id, merchant: named, sku: z.string(), name: z.string(), barcode: z.string().nullable(), version: z.int(), createdAt: instant,
  onHand: z.int(), reserved: z.int(), available: z.int(),
})

export const products = {
  list: endpoint({ method: 'GET', path: '/products', summary: 'Products', tag: 'Products' })
    .input(z.object({ merchantId: id.optional(), q: searchText(100).optional(), ...pageQuery }))
    .output(page(product)),
  create: endpoint({ method: 'POST', path: '/products', summary: 'Create a product; frees the orders that waited for its SKU', tag: 'Products', successStatus: 201 }, 'not_found', 'sku_taken', 'merchant_inactive')
    .input(z.object({ merchantId: id, sku: text(100), name: text(200), barcode: text(100).nullish() }))
    .output(product.extend({ released: z.int() })),
  get: endpoint({ method: 'GET', path: '/products/{id}', summary: 'One product', tag: 'Products' }, 'not_found').input(z.object({ id })).output(product),
  update: endpoint({ method: 'PATCH', path: '/products/{id}', summary: 'Rename a product or change its barcode', tag: 'Products' }, 'not_found', 'version_conflict')
    .input(z.object({ id, version: versionRead, name: text(200).optional(), barcode: text(100).nullish() }))
    .output(product),
}
