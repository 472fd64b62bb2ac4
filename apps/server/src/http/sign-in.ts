import { fromNodeHeaders } from 'better-auth/node'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../context.ts'
import { beginTry, forgiveTry, type SignInTry } from '../sign-in/throttle.ts'
import { maxPasswordLength } from '../sign-in/password.ts'
import { sendProblem } from './api.ts'
import { explainIssues, type RawIssue } from './issues.ts'
import { preferredLanguage } from './language.ts'

/** What is asked of every try, before it counts as one; more may come along. */
const credentials = z.looseObject({ email: z.email().max(200), password: z.string().min(1).max(maxPasswordLength) })

/** better-auth's own endpoints, below `/api/auth`, with failed sign-ins slowed down. */
export function addSignIn(server: FastifyInstance, app: App): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    async handler(request, reply) {
      const attempt = signInTryOf(request)
      const asked = attempt ? credentials.safeParse(request.body ?? {}) : null
      if (asked?.error) {
        const errors = explainIssues(asked.error.issues as readonly RawIssue[], request.body, preferredLanguage(request.headers['accept-language']))
        return sendProblem(request, reply, { code: 'invalid_input', errors })
      }
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
