import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { struckOf } from '../faults/struck.ts'
import { formatInstant } from '../instants.ts'
import type { SqlValue } from '../store/sqlite.ts'

/** One call that a partner made, or one thing that struck. Bodies are kept for API writes alone: those of OAuth hold secrets. */
export interface JournalEntry {
  id: number
  at: string
  /** `fault` for what the fire drill struck without a call. */
  kind: 'api' | 'oauth' | 'fault'
  method: string
  /** With its query, but for `/oauth`. */
  path: string
  /** As answered; 0 when no answer left. */
  status: number
  idempotency_key: string | null
  replayed: boolean
  shop_id: string | null
  body: unknown
  /** The faults of the fire drill that struck it. */
  faults: string[]
  /** Of a call that was struck, what its work came to, whatever was answered; null when none was done, and of other calls. */
  work_status: number | null
}

export interface JournalFilter {
  /** Entries after this id alone. */
  after?: number
  shop?: string
  method?: string
  /** What was struck alone. */
  struck?: boolean
  /** Paths that begin like this. */
  path?: string
  limit?: number
  /** The last so many, newest first, rather than the first. */
  newest?: number
}

const keep = 100_000

/** Writes down every API and OAuth call before its answer leaves; answers how a call is given its shop. */
export function keepJournal(app: FastifyInstance, ctx: Context): (request: FastifyRequest, shopId: string) => void {
  const shops = new WeakMap<FastifyRequest, string>()
  ctx.db.run('delete from journal where id <= (select max(id) from journal) - ?', keep)

  app.addHook('onSend', async (request, reply, payload) => {
    const kind = kindOf(request.url)
    if (!kind) return payload
    const isWrite = kind === 'api' && request.body !== undefined && request.body !== null
    const key = request.headers['idempotency-key']
    const struck = struckOf(request)
    const isStruck = struck !== undefined && struck.faults.length > 0
    ctx.db.run('insert into journal (at, kind, method, path, status, idempotency_key, replayed, shop_id, body, faults, work_status) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ctx.now(), kind, request.method, kind === 'oauth' ? (request.url.split('?', 1)[0] ?? '') : request.originalUrl, struck?.reset ? 0 : reply.statusCode, typeof key === 'string' ? key : null,
      reply.getHeader('idempotency-replayed') === 'true' ? 1 : 0, shops.get(request) ?? (isStruck ? struck.shopId : null), isWrite ? JSON.stringify(request.body) : null,
      isStruck ? struck.faults.join(' ') : null, isStruck ? struck.workStatus : null)
    return payload
  })
  return (request, shopId) => void shops.set(request, shopId)
}

/** Writes down what a fault did without a call of a partner. */
export function writeFault(ctx: Context, { path, shopId, fault }: { path: string; shopId: string; fault: string }): void {
  ctx.db.run("insert into journal (at, kind, method, path, status, replayed, shop_id, faults) values (?, 'fault', '', ?, 0, 0, ?, ?)", ctx.now(), path, shopId, fault)
}

export function readJournal(ctx: Context, filter: JournalFilter): JournalEntry[] {
  const where: string[] = ['id > ?']
  const params: SqlValue[] = [filter.after ?? 0]
  const add = (sql: string, value: string | undefined) => {
    if (value === undefined) return
    where.push(sql)
    params.push(value)
  }
  add('shop_id = ?', filter.shop)
  add('method = ?', filter.method)
  add("instr(path, ?) = 1", filter.path)
  if (filter.struck) where.push('faults is not null')
  const rows = ctx.db.all<Omit<JournalEntry, 'at' | 'replayed' | 'body' | 'faults'> & { at: number; replayed: number; body: string | null; faults: string | null }>(
    `select * from journal where ${where.join(' and ')} order by id ${filter.newest === undefined ? '' : 'desc '}limit ?`, ...params, filter.newest ?? filter.limit ?? keep)
  return rows.map((row) => ({ ...row, at: formatInstant(row.at), replayed: row.replayed === 1, body: row.body === null ? null : (JSON.parse(row.body) as unknown), faults: row.faults?.split(' ') ?? [] }))
}

function kindOf(url: string): 'api' | 'oauth' | undefined {
  if (url.startsWith('/api/')) return 'api'
  return url.startsWith('/oauth/') || url.startsWith('/.well-known/') ? 'oauth' : undefined
}
