import type { Context } from '../context.ts'
import { ShopFailure } from './failures.ts'

export interface User {
  id: string
  email: string
  password: string
  name: string
  merchant_id: string
  merchant_name: string
}

export interface Shop {
  id: string
  merchant_id: string
  title: string
  domain: string
  order_prefix: string
  order_count: number
  change_count: number
  late_seconds: number
  late_every: number
}

export interface ShippingMethod {
  code: string
  name: string
  enabled: number
  fee: number
}

export function findUser(ctx: Context, email: string): User | undefined {
  return ctx.db.get<User>('select * from users where email = ?', email.trim().toLowerCase())
}

export function listUsers(ctx: Context): User[] {
  return ctx.db.all<User>('select * from users order by rowid')
}

export function listShops(ctx: Context): Shop[] {
  return ctx.db.all<Shop>('select * from shops order by position')
}

export function listShopsOf(ctx: Context, merchantId: string): Shop[] {
  return ctx.db.all<Shop>('select * from shops where merchant_id = ? order by position', merchantId)
}

export function findShop(ctx: Context, shopId: string): Shop | undefined {
  return ctx.db.get<Shop>('select * from shops where id = ?', shopId)
}

/** Throws ShopFailure `not_found`. */
export function getShop(ctx: Context, shopId: string): Shop {
  const shop = findShop(ctx, shopId)
  if (!shop) throw new ShopFailure('not_found', 'There is no such shop.')
  return shop
}

export function listShippingMethods(ctx: Context, shopId: string): ShippingMethod[] {
  return ctx.db.all<ShippingMethod>('select code, name, enabled, fee from shipping_methods where shop_id = ? order by position, code', shopId)
}

/** Adds a method or changes the one with that code. Throws ShopFailure `invalid_request`. */
export function putShippingMethod(ctx: Context, shopId: string, method: { code: string; name: string; enabled?: boolean; fee?: number }): ShippingMethod {
  const code = method.code.trim()
  const name = method.name.trim()
  if (!code || code.length > 64) throw new ShopFailure('invalid_request', 'A code of 1 to 64 characters is needed.', 'code')
  if (!name || name.length > 64) throw new ShopFailure('invalid_request', 'A name of 1 to 64 characters is needed.', 'name')
  const fee = method.fee ?? 60
  if (!Number.isSafeInteger(fee) || fee < 0) throw new ShopFailure('invalid_request', 'The fee is a whole number of TWD, 0 or more.', 'fee')
  const enabled = method.enabled === false ? 0 : 1
  ctx.db.run(
    `insert into shipping_methods (shop_id, code, name, enabled, fee, position)
     values (?, ?, ?, ?, ?, (select coalesce(max(position), 0) + 1 from shipping_methods where shop_id = ?))
     on conflict (shop_id, code) do update set name = excluded.name, enabled = excluded.enabled, fee = excluded.fee`,
    shopId, code, name, enabled, fee, shopId
  )
  return { code, name, enabled, fee }
}

/**
 * Makes changes of this shop appear `seconds` late in lists: every one of them, or with `every` n each n-th alone,
 * so that later changes become visible before earlier ones.
 */
export function setLateVisibility(ctx: Context, shopId: string, seconds: number, every = 1): void {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 120) throw new ShopFailure('invalid_request', 'seconds is a whole number from 0 to 120.')
  if (!Number.isInteger(every) || every < 1) throw new ShopFailure('invalid_request', 'every is a whole number, 1 or more.')
  ctx.db.run('update shops set late_seconds = ?, late_every = ? where id = ?', seconds, every, shopId)
}
