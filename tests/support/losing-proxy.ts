import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LosingProxy {
  url: string
  /** Where requests go. */
  target: string
  /** Asked when an answer has arrived from behind; true loses it: the caller's connection is cut. */
  lose: (method: string, path: string) => boolean
  close(): Promise<void>
}

/** Stands before a store: what is asked gets through, and answers get lost when they are told to. */
export async function startLosingProxy(): Promise<LosingProxy> {
  const server = createServer((incoming, outgoing) => {
    const target = new URL(incoming.url ?? '/', proxy.target)
    const headers = { ...incoming.headers, host: new URL(proxy.url).host }
    const forward = request(target, { method: incoming.method, headers }, (answer: IncomingMessage) => {
      const body: Buffer[] = []
      answer.on('data', (chunk: Buffer) => body.push(chunk))
      answer.on('end', () => {
        if (proxy.lose(incoming.method ?? '', target.pathname)) return incoming.socket.destroy()
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        outgoing.end(Buffer.concat(body))
      })
    })
    forward.on('error', () => incoming.socket.destroy())
    incoming.pipe(forward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: LosingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    lose: () => false,
    close: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
  return proxy
}
