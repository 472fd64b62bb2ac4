import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A load balancer: it asks every half second who is ready, and sends each request to the next of them. */
export interface ReadyProxy {
  url: string
  ready: Set<string>
  close(): Promise<void>
}

/** The header of an answer that says which of them it came from. */
export const servedBy = 'x-served-by'

export async function openReadyProxy(backends: readonly string[]): Promise<ReadyProxy> {
  const ready = new Set<string>()
  const look = () => Promise.all(backends.map((url) => fetch(`${url}/readyz`).then((answer) => (answer.ok ? ready.add(url) : ready.delete(url)), () => ready.delete(url))))
  await look()
  const looking = setInterval(() => void look(), 500)
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const to = [...ready][turn++ % ready.size]
    if (to === undefined) return void outgoing.writeHead(503).end()
    const forward = request(`${to}${incoming.url ?? '/'}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, [servedBy]: to })
      answer.pipe(outgoing)
    })
    forward.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()))
    incoming.pipe(forward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ready,
    async close() {
      clearInterval(looking)
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
