import { receiveWebhook } from '@crossdock/flows'
import type { FastifyInstance } from 'fastify'
import type { App } from '../context.ts'
import { sendProblem } from '../http/api.ts'

const bodyLimit = 64 * 1024

/** Where platforms send webhooks to. The signature is over the bytes, so they are kept as they came. */
export function addWebhooks(server: FastifyInstance, app: App): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    scope.post<{ Params: { platform: string; ecAccountId: string } }>('/api/webhooks/:platform/:ecAccountId', { bodyLimit }, async (request, reply) => {
      const { platform, ecAccountId } = request.params
      if (!isId(ecAccountId)) return sendProblem(request, reply, { code: 'not_found' })
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]))
      const outcome = await receiveWebhook(app.needs, { platform, ecAccountId, raw, headers })
      if (outcome === 'unknown_account') return sendProblem(request, reply, { code: 'not_found' })
      if (outcome === 'not_verified') return sendProblem(request, reply, { code: 'unauthenticated' })
      return { received: true }
    })
  })
}

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
