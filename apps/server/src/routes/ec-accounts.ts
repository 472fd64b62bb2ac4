import {
  beginAuthorization, createAccount, deleteAccount, fetchNow, methodsAreStale, revokeAuthorization, suggestMappings, syncShippingMethods, updateAccount, type AccountUpdate,
} from '@crossdock/flows'
import { Refusal, type EcAccount } from '@crossdock/flows/ports'
import {
  getEcAccount, getFetchRun, listEcAccounts, listMappings, listReceipts, listSeenCodes, listShippingTypes, listTimeline, readChecklist, readOversell, type EcAccountDetail, type EcAccountHead,
} from '@crossdock/postgres'
import type { App } from '../context.ts'
import { api, type CallerContext } from '../implement.ts'
import { visitorOf } from '../principal.ts'
import { narrowed } from './narrowed.ts'

export const ecAccounts = {
  list: api.ecAccounts.list.handler(async ({ input, context: { app, transact, principal } }) => {
    const { items, nextCursor } = await transact((tx) => listEcAccounts(tx, narrowed(input, principal)))
    return { items: items.map((item) => named(app, item)), nextCursor }
  }),
  create: api.ecAccounts.create.handler(async ({ input, context }) => {
    const { app, scope, actor } = context
    return accountFor(context, await createAccount(app.needs, { ...input, scope, actor }))
  }),
  get: api.ecAccounts.get.handler(({ input, context }) => accountFor(context, input.id)),
  update: api.ecAccounts.update.handler(async ({ input: { id, ...update }, context }) => {
    const { released } = await save(context, id, update)
    return { ...(await accountFor(context, id)), released }
  }),
  remove: api.ecAccounts.remove.handler(async ({ input: { id }, context: { app, scope } }) => {
    await deleteAccount(app.needs, { scope, ecAccountId: id })
    return { id }
  }),
  authorize: api.ecAccounts.authorize.handler(({ input: { id }, context: { app, scope, actor, principal } }) =>
    beginAuthorization(app.needs, { scope, actor, ecAccountId: id, visitor: visitorOf(principal) }),
  ),
  revoke: api.ecAccounts.revoke.handler(async ({ input: { id }, context }) => {
    await revokeAuthorization(context.app.needs, { scope: context.scope, actor: context.actor, ecAccountId: id })
    return accountFor(context, id)
  }),
  getSettings: api.ecAccounts.getSettings.handler(({ input: { id }, context }) => settingsFor(context, id)),
  saveSettings: api.ecAccounts.saveSettings.handler(async ({ input: { id, ...settings }, context }) => {
    await save(context, id, { settings })
    return settingsFor(context, id)
  }),
  getMappings: api.ecAccounts.getMappings.handler(async ({ input: { id }, context: { app, scope, transact } }) => {
    const account = await accountIn(app, scope, id)
    readMethodsBehind(app, account)
    return transact(async (tx) => {
      const items = await listMappings(tx, account)
      const suggestions = suggestMappings({
        platformCodes: app.connectors.get(account.platform)?.manifest.shippingCodes ?? [],
        shopMethods: account.shopMethods ?? [],
        seen: await listSeenCodes(tx, account),
        mapped: items.map((item) => item.platformCode),
        types: await listShippingTypes(tx, { enabled: true }),
      })
      return { items, suggestions, shopMethodsReadAt: account.shopMethodsReadAt?.toISOString() ?? null }
    })
  }),
  saveMappings: api.ecAccounts.saveMappings.handler(async ({ input: { id, items }, context }) => {
    const { released } = await save(context, id, { shippingMappings: items })
    const account = await accountIn(context.app, context.scope, id)
    return { items: await context.transact((tx) => listMappings(tx, account)), released }
  }),
  fetch: api.ecAccounts.fetch.handler(async ({ input: { id }, context: { app, scope, actor, transact } }) => {
    const { merchantId } = await accountIn(app, scope, id)
    const runId = await fetchNow(app.needs, { merchantId, ecAccountId: id, actor })
    const run = await transact((tx) => getFetchRun(tx, runId))
    if (!run) throw new Refusal('not_found')
    return run
  }),
  checklist: api.ecAccounts.checklist.handler(async ({ input: { id }, context: { transact } }) => {
    const checklist = await transact((tx) => readChecklist(tx, id))
    if (!checklist) throw new Refusal('not_found')
    return checklist
  }),
  receipts: api.ecAccounts.receipts.handler(async ({ input: { id, ...page }, context: { app, scope, transact } }) => {
    const account = await accountIn(app, scope, id)
    return transact((tx) => listReceipts(tx, account, page))
  }),
  timeline: api.ecAccounts.timeline.handler(async ({ input: { id, ...page }, context: { app, scope, transact } }) => {
    const account = await accountIn(app, scope, id)
    return transact((tx) => listTimeline(tx, account, page))
  }),
}

/** An EC account as the caller may see it. @throws Refusal `not_found` */
export async function accountFor({ app, transact }: Pick<CallerContext, 'app' | 'transact'>, id: string) {
  const account = await transact((tx) => getEcAccount(tx, id))
  if (!account) throw new Refusal('not_found')
  return named(app, account)
}

/** With the platform's name beside its key. */
function named<Account extends EcAccountHead | EcAccountDetail>(app: App, account: Account) {
  return { ...account, platform: { platform: account.platform, name: app.connectors.get(account.platform)?.manifest.name ?? account.platform } }
}

export async function accountIn(app: App, scope: CallerContext['scope'], id: string): Promise<EcAccount> {
  const account = await app.store.transact(scope, (tx) => tx.accounts.find(id))
  if (!account) throw new Refusal('not_found')
  return account
}

async function settingsFor({ transact }: Pick<CallerContext, 'transact'>, id: string) {
  return transact(async (tx) => {
    const account = await getEcAccount(tx, id)
    if (!account) throw new Refusal('not_found')
    return { ...account.settings, oversell: await readOversell(tx, account.merchant.id) }
  })
}

function save({ app, scope, actor }: Pick<CallerContext, 'app' | 'scope' | 'actor'>, id: string, update: AccountUpdate) {
  return updateAccount(app.needs, { scope, actor, ecAccountId: id, update })
}

/** Accounts whose shipping methods are being read by this process. */
const reading = new Set<string>()

/** Reads the shop's methods anew when they are old; whoever asked does not wait, and sees them the next time. */
function readMethodsBehind(app: App, account: EcAccount): void {
  if (reading.has(account.id) || !methodsAreStale(account, app.needs.now())) return
  reading.add(account.id)
  syncShippingMethods(app.needs, account)
    .catch((err: unknown) => app.log.warn({ err, ecAccountId: account.id }, 'Could not read the shipping methods of a shop'))
    .finally(() => reading.delete(account.id))
}
