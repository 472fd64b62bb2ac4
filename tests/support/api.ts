import type { Role } from '@crossdock/domain'
import { openTestServer, type Answer } from '../../apps/server/src/testing.ts'

/** The HTTP API as programs use it: with API keys, asked without a network. */
export interface TestApi {
  /** @returns an API key of this role */
  key(role: Role, merchantId?: string): Promise<string>
  /** @param key null: nobody is signed in */
  ask(key: string | null, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

export async function openApi(databaseUrl: string): Promise<TestApi> {
  const server = await openTestServer({ databaseUrl })
  return {
    key: server.apiKey,
    ask: (key, method, path, body, headers) => server.call(method, path, { body, ...(key === null ? {} : { key }), ...(headers ? { headers } : {}) }),
    close: server.close,
  }
}
