/**
 * A store that answers with ready-made pages, in a process of its own so that serving them costs the measured process nothing.
 * Run with the number of orders and of accounts; prints its port. The bearer token is the account's number.
 */
import { createServer } from 'node:http'
import { makeOrder } from './orders.ts'

const [orders = 20_000, accounts = 4, pageSize = 250] = process.argv.slice(2).map(Number)
const perAccount = Math.ceil(orders / accounts)
const placed = Date.now() - 3_600_000
const pages = new Map<string, Buffer[]>()
for (let account = 0; account < accounts; account++) {
  const ready: Buffer[] = []
  for (let from = 0; from < perAccount; from += pageSize) {
    const end = Math.min(perAccount, from + pageSize)
    const list = Array.from({ length: end - from }, (_, index) => makeOrder(account, from + index, placed))
    ready.push(Buffer.from(JSON.stringify({ orders: list, next_cursor: end < perAccount ? String(ready.length + 1) : null })))
  }
  pages.set(String(account), ready)
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://store')
  const account = (request.headers.authorization ?? '').replace('Bearer ', '')
  response.setHeader('content-type', 'application/json')
  if (url.pathname === '/api/v1/shop') response.end(JSON.stringify({ id: `shop-${account}`, shop_title: `Shop ${account}`, currency: 'TWD', timezone: 'Asia/Taipei' }))
  else if (url.pathname === '/api/v1/orders/count') response.end(JSON.stringify({ count: perAccount }))
  else if (url.pathname === '/api/v1/orders') response.end(pages.get(account)?.[Number(url.searchParams.get('cursor') ?? 0)])
  else response.writeHead(404).end('{}')
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
