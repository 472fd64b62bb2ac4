import { configureConnectors } from '@crossdock/connector-registry'
import type { Needs } from '@crossdock/flows/ports'
import { openCallLog, openStore, type Database, type Queue } from '@crossdock/postgres'

/** What use cases need, of which only the store is not real: nothing is logged but what went wrong. */
export function needsOf({ database, queue, storeUrl, worker }: { database: Database; queue: Queue; storeUrl: string; worker: string }): { needs: Needs; calls: ReturnType<typeof openCallLog> } {
  const quiet = () => {}
  const calls = openCallLog(database, (err) => console.error(err))
  const needs: Needs = {
    store: openStore(database, queue), connectors: connectorsOf(storeUrl), calls,
    // The bench measures no ciphers: a token is opened once a page, which costs microseconds.
    vault: { seal: (plain) => ({ sealed: Buffer.from(plain), keyId: 'bench' }), open: (sealed) => Buffer.from(sealed).toString() },
    now: () => new Date(), log: { debug: quiet, info: quiet, warn: quiet, error: (facts, message) => console.error(message, facts) },
    worker, publicUrl: 'http://127.0.0.1', webhooks: false,
  }
  return { needs, calls }
}

/** As a process that has just started has them: with the whole of each platform's rate limit before it. */
export function connectorsOf(storeUrl: string): Needs['connectors'] {
  const configured = configureConnectors({ LITESHOP_URL: storeUrl, LITESHOP_CLIENT_ID: 'bench', LITESHOP_CLIENT_SECRET: 'bench' })
  if (!('connectors' in configured)) throw new Error(configured.mistakes.join('\n'))
  return configured.connectors
}
