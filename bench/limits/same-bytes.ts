import { createServer, type IncomingMessage } from 'node:http'

/**
 * A process that answers a path with the bytes that were put there. Prints its port; ends when its input does.
 * @param first what is done before each answer; nothing when left out
 */
export function answerSameBytes(first?: (request: IncomingMessage) => Promise<unknown>): void {
  const kept = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (request.method !== 'PUT') {
      const body = kept.get(path)
      const answer = () => void response.writeHead(body ? 200 : 404, { 'content-type': 'application/json; charset=utf-8', 'content-length': body?.length ?? 0 }).end(body)
      if (first) first(request).then(answer, (err: Error) => response.writeHead(500).end(err.stack))
      else answer()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      kept.set(path, Buffer.concat(chunks))
      response.end()
    })
  }).listen(0, '127.0.0.1', () => {
    const address = server.address()
    console.log(typeof address === 'object' && address ? address.port : 0)
  })
  process.stdin.resume().once('end', () => process.exit())
}
