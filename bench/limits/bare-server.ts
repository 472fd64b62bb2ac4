/** Answers a path with the bytes that were put there, and does nothing else. Prints its port; ends when its input does. */
import { createServer } from 'node:http'

const kept = new Map<string, Buffer>()

const server = createServer((request, response) => {
  const path = request.url ?? '/'
  if (request.method !== 'PUT') {
    const body = kept.get(path)
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json; charset=utf-8', 'content-length': body?.length ?? 0 }).end(body)
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
