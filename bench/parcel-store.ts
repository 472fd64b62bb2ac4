/**
 * Stores that take parcels, in a process of their own, each with a bucket that leaks as the platform's contract says: its size and its calls a second
 * are the arguments. The bearer token is the store's number. Prints its port. `GET /seen` tells what came: when, how often, and what it refused.
 */
import { createServer, type IncomingMessage } from 'node:http'

const [burst, perSecond] = process.argv.slice(2).map(Number) as [number, number]

/** What came of one store. */
export interface Seen {
  calls: number
  refused: number
  fullest: number
  first: number
  last: number
  parcels: number
}
const seen = new Map<string, Seen>()
const levels = new Map<string, { level: number; at: number }>()
const kept = new Map<string, object[]>()

/** @returns whether the bucket takes one more */
function takes(store: string, of: Seen): boolean {
  const now = performance.now()
  const bucket = levels.get(store) ?? { level: 0, at: now }
  levels.set(store, bucket)
  bucket.level = Math.max(0, bucket.level - ((now - bucket.at) * perSecond) / 1000)
  bucket.at = now
  if (bucket.level + 1 > burst) return false
  bucket.level += 1
  of.fullest = Math.max(of.fullest, bucket.level)
  return true
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

const server = createServer((request, response) => {
  void (async () => {
    if (request.url === '/seen') return response.end(JSON.stringify(Object.fromEntries(seen)))
    const body = await bodyOf(request)
    const store = (request.headers.authorization ?? '').replace('Bearer ', '')
    const now = Date.now()
    const of = seen.get(store) ?? { calls: 0, refused: 0, fullest: 0, first: now, last: now, parcels: 0 }
    seen.set(store, of)
    of.calls += 1
    of.last = now
    response.setHeader('content-type', 'application/json')
    if (!takes(store, of)) {
      of.refused += 1
      return response.writeHead(429, { 'retry-after': '1' }).end(JSON.stringify({ error: { code: 'rate_limited', message: 'too fast', request_id: 'r' } }))
    }
    response.setHeader('ratelimit-remaining', String(Math.floor(burst - levels.get(store)!.level)))
    const order = decodeURIComponent(/^\/api\/v1\/orders\/([^/]+)\/fulfillments$/.exec(request.url ?? '')?.[1] ?? '')
    if (order === '') return response.writeHead(404).end('{}')
    if (request.method === 'GET') return response.end(JSON.stringify({ fulfillments: kept.get(order) ?? [] }))
    of.parcels += 1
    const parcel = { id: `f_${order}_${of.parcels}`, order_id: order, ...(JSON.parse(body) as object) }
    kept.set(order, [...(kept.get(order) ?? []), parcel])
    response.writeHead(201).end(JSON.stringify(parcel))
  })()
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
