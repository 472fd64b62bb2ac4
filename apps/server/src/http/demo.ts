import type { FastifyInstance } from 'fastify'
import type { App } from '../context.ts'
import { demoLogins } from '../demo/logins.ts'

/** Tells the sign-in page which logins the demo has made; where there is no demo, there is nothing here. */
export function addDemo(server: FastifyInstance, app: App): void {
  if (!app.config.demo) return
  server.get('/api/demo', async () => ({ demo: true, logins: demoLogins.map(({ email, password, role }) => ({ email, password, role })) }))
}
