import type { Context } from '../context.ts'
import { ShopFailure } from '../shop/failures.ts'
import { findShop, findUser, listShops, putShippingMethod } from '../shop/shops.ts'

/** A shop to be opened. Shops with one login belong to one merchant; shops with one prefix sell the same SKUs. */
export interface ShopWish {
  title: string
  /** The e-mail of its keeper, made when it is new; the password is `liteshop`. */
  login: string
  /** Its SKUs are `PREFIX-001` and so on. */
  sku_prefix: string
  /** How many SKUs, 1 to 500; 30 unless given. */
  skus?: number
  /** What each of them has at first; 0 unless given. */
  stock?: number
}

const methods = [['homedelivery', '宅配', 100], ['homedelivery_cod', '宅配（貨到付款）', 130], ['7-11', '7-11 取貨', 60], ['familymart_cod', '全家取貨付款', 60]] as const

/** Opens one more shop, without orders. Throws ShopFailure `invalid_request`. @returns its id */
export function openShop(ctx: Context, wish: ShopWish): string {
  const { title, login, sku_prefix: prefix, skus = 30, stock = 0 } = wish
  if (!isText(title) || !isText(login) || !/^[A-Z0-9]{1,12}$/.test(String(prefix))) throw new ShopFailure('invalid_request', 'title, login and sku_prefix (A–Z, 0–9) are needed.')
  if (!Number.isInteger(skus) || skus < 1 || skus > 500 || !Number.isInteger(stock)) throw new ShopFailure('invalid_request', 'skus is a whole number from 1 to 500, stock a whole number.')
  return ctx.db.transact(() => {
    const position = listShops(ctx).length
    const id = `shp_x${String(position).padStart(3, '0')}`
    if (findShop(ctx, id)) throw new ShopFailure('invalid_request', 'No further shop can be opened.')
    const merchantId = keeperOf(ctx, login)
    ctx.db.run('insert into shops (id, merchant_id, title, domain, order_prefix, position) values (?, ?, ?, ?, ?, ?)',
      id, merchantId, title, `${id.replace('_', '-')}.liteshop.test`, `X${String(position).padStart(2, '0')}`, position)
    for (const [code, name, fee] of methods) putShippingMethod(ctx, id, { code, name, fee })
    for (let index = 1; index <= skus; index++) {
      const number = String(index).padStart(3, '0')
      ctx.db.run('insert into products (shop_id, sku, title, variant_title, price, stock, tracked, warehouse, cold, updated_at) values (?, ?, ?, null, ?, ?, 1, 1, 0, ?)',
        id, `${prefix}-${number}`, `商品 ${number}`, 100 + index * 10, stock, ctx.now())
    }
    return id
  })
}

function keeperOf(ctx: Context, login: string): string {
  const email = login.trim().toLowerCase()
  const known = findUser(ctx, email)
  if (known) return known.merchant_id
  const name = email.split('@', 1)[0] ?? email
  ctx.db.run('insert into users (id, email, password, name, merchant_id, merchant_name) values (?, ?, ?, ?, ?, ?)', `usr_${email}`, email, 'liteshop', name, `mer_${email}`, name)
  return `mer_${email}`
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
