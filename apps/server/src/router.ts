import type { Contract } from '@crossdock/contract'
import type { Router } from '@orpc/server'
import type { RequestContext } from './implement.ts'
import { alertPreferences, alerts } from './routes/alerts.ts'
import { apiKeys } from './routes/api-keys.ts'
import { coverage } from './routes/coverage.ts'
import { ecAccounts } from './routes/ec-accounts.ts'
import { fetchRuns } from './routes/fetch-runs.ts'
import { holds } from './routes/holds.ts'
import { home } from './routes/home.ts'
import { inbounds } from './routes/inbounds.ts'
import { mails, mailSettings } from './routes/mails.ts'
import { merchants } from './routes/merchants.ts'
import { orderActions } from './routes/order-actions.ts'
import { orders } from './routes/orders.ts'
import { platformCalls } from './routes/platform-calls.ts'
import { platformWrites } from './routes/platform-writes.ts'
import { products } from './routes/products.ts'
import { pushProposals } from './routes/push-proposals.ts'
import { reconciliations } from './routes/reconciliations.ts'
import { salesChannels } from './routes/sales-channels.ts'
import { search } from './routes/search.ts'
import { session } from './routes/session.ts'
import { setup } from './routes/setup.ts'
import { shippingTypes } from './routes/shipping-types.ts'
import { stock } from './routes/stock.ts'
import { stockDrift } from './routes/stock-drift.ts'
import { stockOverwrite } from './routes/stock-overwrite.ts'
import { stockPushes } from './routes/stock-pushes.ts'
import { unknownProducts } from './routes/unknown-products.ts'
import { users } from './routes/users.ts'
import { webhookDeliveries, webhookEndpoints } from './routes/webhook-endpoints.ts'

/** The one list of what is served, in the contract's order. What the contract promises and is missing here does not compile. */
export const router = {
  session, setup, users, apiKeys,
  merchants, salesChannels, shippingTypes, products,
  ecAccounts: { ...ecAccounts, ...stockOverwrite }, fetchRuns, coverage, reconciliations,
  orders: { ...orders, ...orderActions }, holds, unknownProducts,
  stock, inbounds, stockPushes, pushProposals, stockDrift, platformWrites,
  platformCalls, home, search,
  alerts, alertPreferences, mailSettings, mails, webhookEndpoints, webhookDeliveries,
} satisfies Router<Contract, RequestContext>
