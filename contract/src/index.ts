import { alertPreferences, alerts, mails, mailSettings } from './alerts.ts'
import { coverage, reconciliations } from './coverage.ts'
import { ecAccounts, fetchRuns } from './ec-accounts.ts'
import { merchants, products, salesChannels, shippingTypes } from './masters.ts'
import { holds, orders, unknownProducts } from './orders.ts'
import { apiKeys, session, setup, users } from './session.ts'
import { inbounds, pushProposals, stock, stockPushes } from './stock.ts'
import { stockDrift } from './stock-drift.ts'
import { platformWrites } from './writes.ts'
import { home, platformCalls, search } from './watching.ts'
import { webhookDeliveries, webhookEndpoints } from './webhook-endpoints.ts'

/** Everything that Crossdock promises over HTTP, below `/api/v1`. */
export const contract = {
  session, setup, users, apiKeys,
  merchants, salesChannels, shippingTypes, products,
  ecAccounts, fetchRuns, coverage, reconciliations,
  orders, holds, unknownProducts,
  stock, inbounds, stockPushes, pushProposals, stockDrift, platformWrites,
  platformCalls, home, search,
  alerts, alertPreferences, mailSettings, mails, webhookEndpoints, webhookDeliveries,
}
export type Contract = typeof contract

export { orderFilters } from './orders.ts'
export { problemDocument, type ProblemDocument } from './base.ts'
export { isProblemCode, problemCatalogue, problemText, type Language, type ProblemCode } from './problems.ts'
