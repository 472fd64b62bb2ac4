import { listSystemTroubles, readHome } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { warehouseTimeZone } from '../warehouse.ts'

export const home = {
  get: api.home.get.handler(({ input, context: { app, transact, principal } }) =>
    transact(async (tx) => {
      const troubles = principal.role === 'admin' ? await listSystemTroubles(tx) : []
      const systemTroubles = troubles.map((trouble) => ({ ...trouble, platform: { platform: trouble.platform, name: app.connectors.get(trouble.platform)?.manifest.name ?? trouble.platform } }))
      return { systemTroubles, ...(await readHome(tx, { ...input, now: app.needs.now(), timeZone: warehouseTimeZone })) }
    }),
  ),
}
