import type { FastifyInstance } from 'fastify'
import type { App } from '../../context.ts'
import { docsPage } from './page.ts'
import { docsStyle } from './style.ts'
import { describeApi } from './openapi.ts'

/** The API's description: for programs at `/api/openapi.json`, for people at `/api/docs`. */
export function addDocs(server: FastifyInstance, app: App): void {
  let described: ReturnType<typeof describeApi> | undefined
  const description = () => (described ??= describeApi(app.publicUrl, app.version))
  server.get('/api/openapi.json', async () => description())
  server.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(await description())))
  server.get('/api/docs.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(docsStyle))
}
