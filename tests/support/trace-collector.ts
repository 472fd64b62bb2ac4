import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SentSpan {
  id: string
  parent: string | null
  name: string
}

/** Takes traces as a collector does, OTLP over HTTP. */
export interface TraceCollector {
  url: string
  /** The spans of a trace that came so far. */
  spansOf(traceId: string): SentSpan[]
  /** All that came, as far as it is text. */
  text(): string
  close(): void
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const bodies: Buffer[] = []
  const server = createServer((request, answer) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk)).on('end', () => answer.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // A span in protobuf: trace id (1), span id (2), state (3, never ours), parent (4), name (5), each behind its tag and length.
    spansOf: (traceId) => {
      const hex = Buffer.concat(bodies).toString('hex')
      return [...hex.matchAll(new RegExp(`0a10${traceId}1208([0-9a-f]{16})(?:2208([0-9a-f]{16}))?2a([0-9a-f]{2})`, 'g'))].map((found) => {
        const [whole, id = '', parent = null, length = ''] = found
        const from = found.index + whole.length
        return { id, parent, name: Buffer.from(hex.slice(from, from + Number.parseInt(length, 16) * 2), 'hex').toString() }
      })
    },
    text: () => Buffer.concat(bodies).toString('latin1'),
    close: () => server.close(),
  }
}
