import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Metrics } from '../watching/metrics.ts'
import { traceRequest } from '../watching/trace.ts'
import { withTrail } from '../watching/trail.ts'
import { apiPrefix } from './api.ts'
import { contractPattern } from './contract-patterns.ts'

declare module 'fastify' {
  interface FastifyRequest {
    endTrace: ((route: string, status: number) => void) | null
  }
}

const quiet = new Set(['/healthz', '/readyz'])

/** Every request within its trail and its trace, and measured when it is answered. */
export function addTrail(server: FastifyInstance, metrics: Metrics | undefined): void {
  server.decorateRequest('endTrace', null)
  server.addHook('onRequest', (request, _reply, done) => {
    withTrail({ requestId: request.id }, () => {
      if (quiet.has(request.url)) return done()
      const given = request.headers['traceparent']
      request.endTrace = traceRequest(request.method, typeof given === 'string' ? given : undefined, done)
    })
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request)
    request.endTrace?.(route, reply.statusCode)
    metrics?.answered({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
  })
}

/** A pattern: few of them, and none with an id. What the API knows nothing of is one, whatever was asked for. */
function routeOf(request: FastifyRequest): string {
  const pattern = request.routeOptions.url
  if (pattern === undefined) return 'none'
  if (pattern !== `${apiPrefix}/*`) return pattern
  return apiPrefix + (contractPattern(request.method, (request.url.split('?')[0] ?? '').slice(apiPrefix.length)) ?? '/*')
}
