import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './api.ts'

const bundle = fileURLToPath(new URL('../../../web/dist/', import.meta.url))
const notBuilt = '<!doctype html><meta charset="utf-8"><title>Crossdock</title><p>The screens are not built yet. Run <code>npm run build</code> and reload. The API is at <a href="/api/docs">/api/docs</a>.</p>'

/** The screens. Every address that is no file and no API is theirs, since they route by themselves. */
export async function addWebBundle(server: FastifyInstance, folder = bundle): Promise<void> {
  const built = existsSync(`${folder}index.html`)
  if (built) {
    await server.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      // The build lays them beside each file.
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, file) {
        const hashed = /[\\/]assets[\\/]/.test(file)
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const wantsPage = ['GET', 'HEAD'].includes(request.method) && !path.startsWith('/api/') && !/\.\w+$/.test(path)
    if (!wantsPage) return sendProblem(request, reply, { code: 'not_found' })
    if (!built) return reply.status(503).type('text/html; charset=utf-8').send(notBuilt)
    return reply.header('cache-control', 'no-cache').sendFile('index.html')
  })
}
