import { problemCatalogue } from '@crossdock/contract'
import { ORPCError } from '@orpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../context.ts'
import type { RequestContext } from '../implement.ts'
import { problemDocument, troubleOf } from '../problem.ts'
import { identify } from '../sign-in/identify.ts'
import { answerOnce } from './idempotency.ts'
import { preferredLanguage } from './language.ts'
import { createHandler } from './plain-json.ts'

export const apiPrefix = '/api/v1'

/** The contract's endpoints, below `/api/v1`. */
export function addApi(server: FastifyInstance, app: App): void {
  const handler = createHandler({
    customErrorResponseBodyEncoder: (error) => error.data as unknown,
    rootInterceptors: [(options) => answerOnce(app, options)],
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next()
        } catch (err) {
          throw refusalOf(err, context)
        }
      },
    ],
  })

  server.all(`${apiPrefix}/*`, async (request, reply) => {
    const context: RequestContext = {
      app,
      principal: await identify(app, request),
      language: preferredLanguage(request.headers['accept-language']),
      requestId: request.id,
    }
    request.principalId = context.principal?.id ?? null
    const { matched } = await handler.handle(request, reply, { prefix: apiPrefix, context })
    if (!matched) return sendProblem(request, reply, { code: 'not_found' })
    return reply
  })

  server.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith(`${apiPrefix}/`) && reply.statusCode >= 400) reply.header('content-type', 'application/problem+json; charset=utf-8')
  })
}

/** Puts a failure into the caller's words; what is ours alone is logged here and said nowhere else. */
function refusalOf(err: unknown, { app, language, requestId }: RequestContext): ORPCError<string, unknown> {
  const trouble = troubleOf(err, language)
  const { status } = problemCatalogue[trouble.code]
  if (status >= 500) app.log.error({ err, requestId }, status === 503 ? 'the database is away or busy' : 'a request failed')
  return new ORPCError(trouble.code, { status, data: problemDocument(trouble, language, requestId) })
}

/** @param status when it is not the catalogue's own */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, trouble: Parameters<typeof problemDocument>[0], status?: number) {
  const document = problemDocument(trouble, preferredLanguage(request.headers['accept-language']), request.id)
  const shown = status === undefined ? document : { ...document, status }
  return reply.status(shown.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(shown))
}
