import type { TestProject } from 'vitest/node'
import { startTestServer } from './postgres-server.ts'

/** The PostgreSQL that comes with Crossdock. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  project.provide('postgres', { url: server.url })
  return server.stop
}
