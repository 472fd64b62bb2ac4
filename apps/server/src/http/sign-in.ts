import { fromNodeHeaders } from 'better-auth/node'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../context.ts'
import { beginTry, forgiveTry, type SignInTry } from '../sign-in/throttle.ts'
import { sendProblem } from './api.ts'

/** better-auth's own endpoints, below `/api/auth`, with failed sign-ins slowed down. */
export function addSignIn(server: FastifyInstance, app: App): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    async handler(request, reply) {
      const attempt = signInTryOf(request)
      const wait = attempt ? await beginTry(app.signIn, attempt) : 0
      if (wait > 0) return sendProblem(request, reply.header('retry-after', wait), { code: 'too_many_requests', params: { seconds: wait } })
      const answer = await app.auth.handler(toWebRequest(app, request))
      if (attempt && answer.ok) await forgiveTry(app.signIn, attempt)
      if (attempt) app.log.info({ requestId: request.id, ok: answer.ok }, 'sign-in')
      reply.status(answer.status)
      for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value)
      for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
      if (request.url.startsWith('/api/auth/sign-out') && answer.ok) reply.header('clear-site-data', '"cache"')
      return reply.send(answer.body === null ? undefined : await answer.text())
    },
  })
}

function signInTryOf(request: FastifyRequest): SignInTry | null {
  if (request.method !== 'POST' || request.url.split('?')[0] !== '/api/auth/sign-in/email') return null
  const { email } = (request.body ?? {}) as { email?: unknown }
  return { email: typeof email === 'string' ? email : '', ip: request.ip }
}

function toWebRequest(app: App, request: FastifyRequest): Request {
  const headers = fromNodeHeaders(request.headers)
  headers.delete('content-length')
  // The address as we see it, in place of whatever the caller says of it.
  headers.set('x-forwarded-for', request.ip)
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  return new Request(new URL(request.url, app.publicUrl), { method: request.method, headers, body })
}
