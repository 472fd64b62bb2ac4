import type { Contract } from '@crossdock/contract'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { routes } from 'virtual:contract-routes'
import { problemFrom } from './problem-error.ts'

export interface CallContext {
  /** One key for one submitted form: the server answers a repeated one with its first answer. */
  idempotencyKey?: string
}

const link = new OpenAPILink<CallContext>(routes, {
  url: () => `${window.location.origin}/api/v1`,
  fetch: async (request, init, { context }) => {
    if (request.method !== 'GET') request.headers.set('Idempotency-Key', context.idempotencyKey ?? crypto.randomUUID())
    // Field messages are written by the server, in the language that the screen is in.
    request.headers.set('Accept-Language', document.documentElement.lang)
    const response = await fetch(request, { ...init, credentials: 'same-origin' })
    if (!response.ok) throw await problemFrom(response)
    return response
  },
})

export type ApiClient = ContractRouterClient<Contract, CallContext>

/** Every endpoint of the contract: `api.orders.list.queryOptions({ input })`, `api.orders.list.key()`, `api.orders.ship.call(input)`. */
export const api = createTanstackQueryUtils(createORPCClient<ApiClient>(link))
