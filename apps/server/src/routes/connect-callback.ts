import { completeAuthorization, type AuthorizationEnd } from '@crossdock/flows'
import type { FastifyInstance } from 'fastify'
import type { App } from '../context.ts'
import { visitorOf } from '../principal.ts'
import { identify } from '../sign-in/identify.ts'

/** Where platforms send browsers back to. Whatever comes of it, the next address bears neither code nor state. */
export function addConnectCallback(server: FastifyInstance, app: App): void {
  server.get<{ Params: { platform: string } }>('/api/connect/:platform/callback', async (request, reply) => {
    const at = request.url.indexOf('?')
    const query = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1))
    const principal = await identify(app, request)
    request.principalId = principal?.id ?? null
    const end = await completeAuthorization(app.needs, { platform: request.params.platform, query, visitor: principal && visitorOf(principal) })
    if (end.outcome !== 'connected') app.log.warn({ requestId: request.id, outcome: end.outcome, ecAccountId: end.ecAccountId }, 'An authorization did not come about')
    return reply.header('referrer-policy', 'no-referrer').redirect(app.publicUrl + pageFor(end), 303)
  })
}

function pageFor(end: AuthorizationEnd): string {
  if (end.outcome === 'connected') return `/ec-integrations/${end.ecAccountId}?authorized=1`
  if (end.ecAccountId === null) return `/authorization-failed?reason=${end.outcome}`
  return `/ec-integrations/${end.ecAccountId}?authorization=${end.outcome}`
}
