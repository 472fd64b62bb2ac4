import { Refusal } from '@crossdock/flows/ports'
import { getMerchant, listMerchants } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { createUser, listUsers, updateUser } from '../sign-in/users.ts'
import { pageOfWhole } from './whole-page.ts'

export const users = {
  list: api.users.list.handler(async ({ input, context }) => {
    const merchants = new Map((await context.transact((tx) => listMerchants(tx))).map(({ id, name }) => [id, { id, name }]))
    const rows = await listUsers(context.app.signIn)
    const items = rows.map((row) => ({
      id: row.id, name: row.name, email: row.email, role: row.role, merchant: merchants.get(row.merchant_id ?? '') ?? null, active: row.active,
      createdAt: row.created_at.toISOString(), lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    }))
    return pageOfWhole(items, input, ({ id }) => id)
  }),
  create: api.users.create.handler(async ({ input, context }) => {
    const merchantId = input.merchantId ?? null
    if (merchantId !== null && !(await context.transact((tx) => getMerchant(tx, merchantId)))) throw new Refusal('not_found')
    return createUser(context.app.signIn, { ...input, merchantId: input.role === 'merchant' ? merchantId : null })
  }),
  update: api.users.update.handler(async ({ input: { id, ...change }, context }) => {
    const { merchantId } = change
    if (merchantId && !(await context.transact((tx) => getMerchant(tx, merchantId)))) throw new Refusal('not_found')
    await updateUser(context.app.signIn, id, change)
    return { id }
  }),
}
