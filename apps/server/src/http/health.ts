import { assertWritable, keyUse, pendingMigrations, withSecrets } from '@crossdock/postgres'
import type { FastifyInstance } from 'fastify'
import type { App } from '../context.ts'

type Check = { name: string; ok: boolean; detail?: string }

/** Whether requests can be served, check by check. What fails is named; why stands in the log. */
export async function checkReadiness(app: App): Promise<Check[]> {
  const checks: [name: string, run: () => Promise<string | null>][] = [
    ['database', () => assertWritable(app.database).then(() => null)],
    ['migrations', async () => ((await pendingMigrations(app.database.pool)).length > 0 ? 'the database is not up to date: run migrate' : null)],
    ['keys', () => missingKeys(app)],
  ]
  return Promise.all(
    checks.map(async ([name, run]) => {
      try {
        const detail = await run()
        return detail === null ? { name, ok: true } : { name, ok: false, detail }
      } catch (err) {
        app.log.warn({ err, check: name }, 'not ready')
        return { name, ok: false }
      }
    }),
  )
}

/** Every secret that is kept must be sealed with a key of our ring. */
async function missingKeys(app: App): Promise<string | null> {
  const missing = () => used.map(({ keyId }) => keyId).filter((id, index, all) => all.indexOf(id) === index && !app.keys.all.some((key) => key.id === id))
  const used = await withSecrets(app.database.pool, keyUse)
  if (missing().length > 0) app.keys.reload?.()
  return missing().length > 0 ? `CROSSDOCK_KEYS lacks: ${missing().join(', ')}` : null
}

export function addHealth(server: FastifyInstance, app: App, state: { draining: boolean }): void {
  server.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const checks = state.draining ? [{ name: 'draining', ok: false }] : await checkReadiness(app)
    const ready = checks.every((check) => check.ok)
    return reply.status(ready ? 200 : 503).header('cache-control', 'no-store').send({ status: ready ? 'ready' : 'not ready', checks })
  })
}
