import { systemMerchantId } from '@crossdock/domain'
import { alertLink, alertText } from '@crossdock/flows'
import { defaultMailChoice, everyMerchant, Refusal } from '@crossdock/flows/ports'
import { countAlerts, getAlert, getMailChoice, listAlerts, type AlertView } from '@crossdock/postgres'
import type { App } from '../context.ts'
import { api } from '../implement.ts'
import type { Principal } from '../principal.ts'
import { narrowed } from './narrowed.ts'

export const alerts = {
  list: api.alerts.list.handler(async ({ input, context: { app, transact, principal } }) => {
    const { items, nextCursor } = await transact((tx) => listAlerts(tx, principal, narrowed(input, principal)))
    return { items: items.map((view) => inWords(app, view)), nextCursor }
  }),
  counts: api.alerts.counts.handler(({ input, context: { transact, principal } }) => transact((tx) => countAlerts(tx, principal, narrowed(input, principal)))),
  get: api.alerts.get.handler(async ({ input, context: { app, transact, principal } }) => {
    const view = await transact((tx) => getAlert(tx, principal, input.id))
    if (!view) throw new Refusal('not_found')
    return inWords(app, view)
  }),
  see: api.alerts.see.handler(async ({ input, context: { app, transact, scope, principal } }) => {
    const seen = await app.store.transact(scope, (tx) => tx.alerts.see(principal, input.ids ?? null, app.needs.now()))
    if (input.ids !== undefined && input.ids.length > 0 && seen === 0) throw new Refusal('not_found')
    const { unseen } = await transact((tx) => countAlerts(tx, principal, {}))
    return { seen, unseen }
  }),
}

export const alertPreferences = {
  get: api.alertPreferences.get.handler(async ({ context: { app, transact, principal } }) => {
    // A program is not written to.
    if (principal.kind !== 'user') throw new Refusal('forbidden')
    const setting = await app.store.transact(everyMerchant, (tx) => tx.mails.setting())
    const chosen = await transact((tx) => getMailChoice(tx, homeOf(principal), principal.id))
    return { ...(chosen ?? defaultMailChoice(principal.role, setting?.language ?? 'en')), email: principal.email ?? '', mailOn: setting?.enabled ?? false, chosen: chosen !== null }
  }),
  save: api.alertPreferences.save.handler(async ({ input, context: { app, scope, principal } }) => {
    if (principal.kind !== 'user') throw new Refusal('forbidden')
    await app.store.transact(scope, (tx) => tx.mails.saveChoice(homeOf(principal), principal.id, input))
    return input
  }),
}

const homeOf = (principal: Principal) => principal.merchantId ?? systemMerchantId

function inWords(app: App, { alert, merchant, seen }: AlertView) {
  const name = (platform: string) => app.connectors.get(platform)?.manifest.name ?? platform
  const [en, zh] = [alertText(alert, 'en', name), alertText(alert, 'zh', name)]
  return {
    id: alert.id, kind: alert.kind, owner: alert.owner, urgency: alert.urgency, merchant, state: alert.closedAt === null ? ('open' as const) : ('closed' as const), seen,
    sentence: { en: en.sentence, zh: zh.sentence }, todo: { en: en.todo, zh: zh.todo }, detail: en.detail, link: alertLink(alert), since: alert.since.toISOString(), count: alert.count,
    openedAt: alert.openedAt.toISOString(), updatedAt: alert.updatedAt.toISOString(), closedAt: alert.closedAt?.toISOString() ?? null, reopened: alert.reopened,
  }
}
