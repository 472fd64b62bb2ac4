import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { App } from '../context.ts'
import { troubleOfDatabase } from '../problem.ts'
import { addConnectCallback } from '../routes/connect-callback.ts'
import { addWebhooks } from '../routes/webhooks.ts'
import { addApi, sendProblem } from './api.ts'
import { explainTransport, isTooDeep, TooDeep } from './body-issues.ts'
import { isOwnOrigin } from './csrf.ts'
import { addDemo } from './demo.ts'
import { addDocs } from './docs/routes.ts'
import { addSecurityHeaders } from './headers.ts'
import { addHealth } from './health.ts'
import { addTrail } from './trail.ts'
import { preferredLanguage } from './language.ts'
import { addOrderExport } from './order-export.ts'
import { addSignIn } from './sign-in.ts'
import { addWebBundle } from './web-bundle.ts'

const bodyLimit = 5 * 1024 * 1024

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it, once that is known; for the log. */
    principalId: string | null
  }
}

export interface HttpServer {
  server: FastifyInstance
  /** From now on `/readyz` answers 503, so that whoever balances load turns away. */
  drain(): void
}

/** Everything that is served over HTTP, not yet listening. */
export async function createHttpServer(app: App): Promise<HttpServer> {
  const state = { draining: false }
  const server = Fastify({
    // Requests are logged below, in our own words and without personal data.
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit,
    trustProxy: trustedHops(app.config.trustedProxies),
    requestTimeout: 60_000,
    // How often Node looks for a request that takes longer: left to itself, only every half minute.
    http: { connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: 500 },
  })

  server.decorateRequest('principalId', null)
  acceptJsonOnly(server)
  addSecurityHeaders(server, { https: app.publicUrl.startsWith('https:') })
  addTrail(server, app.metrics)
  server.addHook('onRequest', async (request, reply) => {
    if (!isOwnOrigin(request, app.publicUrl)) return sendProblem(request, reply, { code: 'forbidden' })
  })
  server.addHook('onResponse', async (request, reply) => {
    const status = reply.statusCode
    const level = status >= 500 ? 'error' : status >= 400 || !['GET', 'HEAD'].includes(request.method) ? 'info' : 'debug'
    // The path without its query: what people search for is none of the log's business.
    app.log[level]({ requestId: request.id, method: request.method, path: request.url.split('?')[0], status, ms: Math.round(reply.elapsedTime), by: request.principalId }, 'request')
  })
  server.addHook('onSend', async (_request, reply) => {
    if (state.draining) reply.header('connection', 'close')
    if (reply.statusCode === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfterSeconds)
  })
  server.setErrorHandler((err: FastifyError, request, reply) => {
    const status = err.statusCode ?? 500
    if (status >= 400 && status < 500) return sendProblem(request, reply, { code: 'invalid_input', errors: [explainTransport(err, status, preferredLanguage(request.headers['accept-language']))] }, status)
    app.log.error({ err, requestId: request.id }, 'a request failed')
    return sendProblem(request, reply, troubleOfDatabase(err) ?? { code: 'internal_error' })
  })

  addHealth(server, app, state)
  addApi(server, app)
  addOrderExport(server, app)
  addSignIn(server, app)
  addConnectCallback(server, app)
  addWebhooks(server, app)
  addDocs(server, app)
  addDemo(server, app)
  await addWebBundle(server)
  return { server, drain: () => void (state.draining = true) }
}

/** What passes by itself passes within seconds, or takes a person. */
const retryAfterSeconds = 3

/** The last so many addresses of `X-Forwarded-For` are our own proxies'; what stands before them is the caller's word. */
const trustedHops = (proxies: number) => (proxies === 0 ? false : (_address: string, hop: number) => hop < proxies)

/** A body is JSON or is refused; an empty one is no body. */
function acceptJsonOnly(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body as string, (err, value) => done(isTooDeep(value) ? new TooDeep() : err, value))
  })
}
