import { findMerchant } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { warehouseTimeZone } from '../warehouse.ts'

export const session = {
  get: api.session.get.handler(async ({ context: { app, principal, transact } }) => {
    const { kind, id, name, email, role, merchantId } = principal
    const merchant = merchantId === null ? null : await transact((tx) => findMerchant(tx, merchantId))
    return {
      user: { id, name, email, kind },
      role,
      merchant: merchant && { id: merchant.id, name: merchant.name },
      warehouse: { timeZone: warehouseTimeZone, demo: app.config.demo, version: app.version },
      platforms: [...app.connectors.values()].map(({ manifest }) => ({ platform: manifest.platform, name: manifest.name })),
    }
  }),
}
