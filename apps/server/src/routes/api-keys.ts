import { Refusal } from '@crossdock/flows/ports'
import { getMerchant, listMerchants } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { createApiKey, listApiKeys, removeApiKey } from '../sign-in/api-keys.ts'
import { pageOfWhole } from './whole-page.ts'

export const apiKeys = {
  list: api.apiKeys.list.handler(async ({ input, context }) => {
    const merchants = new Map((await context.transact((tx) => listMerchants(tx))).map(({ id, name }) => [id, { id, name }]))
    const rows = await listApiKeys(context.app.signIn)
    const items = rows.map((row) => ({
      id: row.id, name: row.name, start: row.start, role: row.role, merchant: merchants.get(row.merchant_id ?? '') ?? null,
      createdAt: row.created_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null,
    }))
    return pageOfWhole(items, input, ({ id }) => id)
  }),
  create: api.apiKeys.create.handler(async ({ input, context }) => {
    const merchantId = input.merchantId ?? null
    if (merchantId !== null && !(await context.transact((tx) => getMerchant(tx, merchantId)))) throw new Refusal('not_found')
    return createApiKey(context.app.signIn, { name: input.name, role: input.role, merchantId, createdBy: context.principal.name })
  }),
  remove: api.apiKeys.remove.handler(async ({ input, context }) => {
    await removeApiKey(context.app.signIn, input.id)
    return { id: input.id }
  }),
}
