import { newId } from '@crossdock/domain'
import type { Database } from '@crossdock/postgres'
import { sql } from 'kysely'
import { platformName } from './platform/connector.ts'
import type { World } from './world.ts'

/** Merchants, channels, goods and accounts, Not Verified yet. */
export async function layIn(world: World, database: Database): Promise<void> {
  const { random } = world
  const shopIds = [...world.platform.shops.keys()]
  await database.transact({ merchant: 'all' }, async (tx) => {
    const merchantCount = random.between(1, 2)
    for (let index = 0; index < merchantCount; index++) {
      const [id, channelId] = [newId(), newId()]
      const skus = Array.from({ length: random.between(3, 5) }, (_, each) => `SKU-${index + 1}-${each + 1}`)
      await sql`insert into merchant (merchant_id, code, name) values (${id}, ${`M${index + 1}`}, ${`Merchant ${index + 1}`})`.execute(tx)
      await sql`insert into sales_channel (merchant_id, id, name) values (${id}, ${channelId}, 'Website')`.execute(tx)
      for (const sku of skus) {
        const productId = newId()
        await sql`insert into product (merchant_id, id, sku, name) values (${id}, ${productId}, ${sku}, ${sku})`.execute(tx)
        const onHand = random.pick([0, 10, 200])
        await sql`insert into stock (merchant_id, product_id, on_hand) values (${id}, ${productId}, ${onHand})`.execute(tx)
      }
      world.merchants.push({ id, channelId, skus })
    }
    if (random.chance(0.7)) await sql`insert into mail_setting (enabled, host, port, security, from_address, language, saved_at) values (true, 'mail.test', 25, 'none', 'crossdock@warehouse.test', 'en', now())`.execute(tx)
    for (const [index, shopId] of shopIds.entries()) {
      const merchant = world.merchants[index % world.merchants.length]!
      const id = newId()
      await sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id) values (${merchant.id}, ${id}, ${platformName}, ${shopId}, ${merchant.channelId})`.execute(tx)
      world.accounts.push({ merchantId: merchant.id, id, shopId, channelId: merchant.channelId })
      const shop = world.platform.shops.get(shopId)!
      for (const sku of merchant.skus) if (random.chance(0.9)) shop.stock.set(sku, { stock: random.between(0, 40), tracked: random.chance(0.93) })
    }
  })
}
