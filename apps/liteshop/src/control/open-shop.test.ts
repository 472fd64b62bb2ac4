import { afterEach, beforeEach, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

test('opens shops that sell from the start: those of one login are one merchant’s', () => {
  const wish = { login: 'sale@liteshop.test', sku_prefix: 'SALE', skus: 3, stock: 7 }
  const [one, other] = [world.control.openShop({ title: '一店', ...wish }), world.control.openShop({ title: '二店', ...wish })]
  expect(one.merchant.id).toBe(other.merchant.id)
  expect(one.id).not.toBe(other.id)
  expect(one.skus.map(({ sku, stock, warehouse }) => [sku, stock, warehouse])).toEqual([['SALE-001', 7, true], ['SALE-002', 7, true], ['SALE-003', 7, true]])
  const { ids } = world.control.createOrders(other.id, { count: 3, take_stock: true })
  expect(world.control.orders(other.id).map((order) => order.id)).toEqual(ids)
  expect(world.control.orders(one.id)).toEqual([])
})

test('refuses what no shop can be made of', () => {
  expect(() => world.control.openShop({ title: '', login: 'x@liteshop.test', sku_prefix: 'X' })).toThrow('title')
  expect(() => world.control.openShop({ title: 'x', login: 'x@liteshop.test', sku_prefix: 'x y' })).toThrow('sku_prefix')
  expect(() => world.control.openShop({ title: 'x', login: 'x@liteshop.test', sku_prefix: 'X', skus: 0 })).toThrow('skus')
})
