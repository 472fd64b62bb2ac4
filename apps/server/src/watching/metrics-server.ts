import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import { portSentence } from '../running/free-port.ts'

/**
 * Serves metrics on a port of their own, apart from what the world reaches.
 * @returns where, and how to stop it
 * @throws Sentence when the port is taken
 */
export async function serveMetrics({ host, port }: { host: string; port: number }, registry: Registry, refresh: () => Promise<void>): Promise<{ address: string; stop(): Promise<void> }> {
  const server = createServer((request, reply) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') return void reply.writeHead(404).end()
    void refresh().then(() => registry.metrics()).then(
      (text) => reply.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text),
      (err: Error) => reply.writeHead(500, { 'content-type': 'text/plain' }).end(err.name),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', (err) => reject(portSentence(err, host, port))).listen({ host, port }, resolve))
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/metrics`,
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections() }),
  }
}
