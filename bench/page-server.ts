/**
 * A store that answers with ready-made pages, in a process of its own so that making them costs the measured process nothing.
 * `/prepare?account=7&orders=5000&size=250` makes an account's pages before anything is measured, `/forget` drops them all. Prints its port. The
 * bearer token is the account's number.
 */
import { createServer } from 'node:http'
import { makeOrder } from './orders.ts'

const placed = Date.now() - 3_600_000
const pages = new Map<string, { orders: number; ready: Buffer[] }>()

function prepare(account: number, orders: number, size: number): void {
  const ready: Buffer[] = []
  for (let from = 0; from < orders; from += size) {
    const end = Math.min(orders, from + size)
    const list = Array.from({ length: end - from }, (_, index) => makeOrder(account, from + index, placed))
    ready.push(Buffer.from(JSON.stringify({ orders: list, next_cursor: end < orders ? String(ready.length + 1) : null })))
  }
  pages.set(String(account), { orders, ready })
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://store')
  const asked = (name: string) => Number(url.searchParams.get(name) ?? 0)
  const account = (request.headers.authorization ?? '').replace('Bearer ', '')
  response.setHeader('content-type', 'application/json')
  if (url.pathname === '/prepare') prepare(asked('account'), asked('orders'), asked('size'))
  if (url.pathname === '/forget') pages.clear()
  if (url.pathname === '/prepare' || url.pathname === '/forget') response.end('{}')
  else if (url.pathname === '/api/v1/shop') response.end(JSON.stringify({ id: `shop-${account}`, shop_title: `Shop ${account}`, currency: 'TWD', timezone: 'Asia/Taipei' }))
  else if (url.pathname === '/api/v1/orders/count') response.end(JSON.stringify({ count: pages.get(account)?.orders ?? 0 }))
  else if (url.pathname === '/api/v1/orders') response.end(pages.get(account)?.ready[asked('cursor')] ?? '{"orders":[],"next_cursor":null}')
  else response.writeHead(404).end('{}')
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
process.on('disconnect', () => process.exit())
