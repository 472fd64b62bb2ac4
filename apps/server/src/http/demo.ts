import type { FastifyInstance } from 'fastify'
import type { App } from '../context.ts'
import { demoLogins } from '../demo/logins.ts'

/** Tells the sign-in page which logins the demo has made; none where there is no demo. */
export function addDemo(server: FastifyInstance, app: App): void {
  const { demo } = app.config
  const logins = demo ? demoLogins.map(({ email, password, role }) => ({ email, password, role })) : []
  server.get('/api/demo', async () => ({ demo, logins }))
}
