import type { TestProject } from 'vitest/node'
import { ensurePostgres15 } from '../../scripts/testing/postgres-15.mjs'
import { startTestServer } from './postgres-server.ts'

/** The oldest PostgreSQL that Crossdock supports, as an outside server would be. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer(await ensurePostgres15())
  project.provide('postgres', { url: server.url })
  return server.stop
}
