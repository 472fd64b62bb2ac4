/**
 * Answers a path with the bytes that were put there, after it has asked PostgreSQL: what a server can reach at all that asks at each request. Its
 * arguments are the database, how it asks, and the id of an order.
 * - `key`: one prepared select of one row by its key, as the owner of the database.
 * - `promised`: the least that the promises ask, in one wait: a transaction, who is asking, the application’s role and the caller’s merchant, so that
 *   row-level security binds what follows, and one read by an index: of the order, or of a page for a path that names none.
 */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import pg from 'pg'
import { answerSameBytes } from './same-bytes.ts'

const [url, how, orderId] = process.argv.slice(2)
// As many as the product has for its requests.
const pool = new pg.Pool({ connectionString: url, max: 12, pipeline: true })

const columns = 'id, merchant_id, ec_account_id, sales_channel_id, order_number, status, holds, placed_at, imported_at, recipient_name, shipping_code, shipping_name, shipping_type_code, line_count, units, total, cod_amount, tracking_numbers, tracking'
const readings = {
  order: { name: 'order', text: `select ${columns} from orders where id = $1`, values: [orderId] },
  page: { name: 'page', text: `select ${columns} from orders order by placed_at desc, id desc limit 51`, values: [] },
}

async function askByKey(): Promise<void> {
  const { rows } = await pool.query({ name: 'key', text: 'select id from orders where id = $1', values: [orderId] })
  if (rows.length !== 1) throw new Error('There is no such order')
}

async function askAsPromised(request: IncomingMessage): Promise<void> {
  const secretHash = createHash('sha256').update(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '').digest()
  const client = await pool.connect()
  try {
    const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream & { cork(): void; uncork(): void } } }).connection
    stream.cork()
    const asked = [
      client.query('begin'),
      client.query({ name: 'caller', text: 'select id, name, role, merchant_id from auth.api_key where secret_hash = $1', values: [secretHash] }),
      client.query({ name: 'scope', text: `select set_config('role', 'crossdock_app', true), set_config('app.merchant', $1, true)`, values: ['all'] }),
      client.query(/\/orders\/./.test(request.url ?? '') ? readings.order : readings.page),
      client.query('commit'),
    ]
    stream.uncork()
    const [, caller, , read] = await Promise.all(asked)
    if (caller!.rows.length !== 1 || read!.rows.length === 0) throw new Error('Nobody, or nothing')
  } finally {
    client.release()
  }
}

answerSameBytes(how === 'promised' ? askAsPromised : askByKey)
