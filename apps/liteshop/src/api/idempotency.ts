import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { ShopFailure } from '../shop/failures.ts'
import { failureStatus, invalid, Problem, problemBody } from './problem.ts'

const kept = 24 * 3600_000

interface KeptAnswer {
  body: string
  status: number
  answer: string
}

/**
 * Runs a write once for a key. The key belongs to shop, method and path; equal JSON under it is answered as the first time.
 * 2xx, 409 and 422 are kept for 24 h, in the transaction of the write itself; other answers are not.
 */
export function answerOnce(ctx: Context, shopId: string, request: FastifyRequest, reply: FastifyReply, status: number, write: () => unknown): FastifyReply {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || key.length < 1 || key.length > 255) throw invalid('Idempotency-Key, 1 to 255 characters, is required here.')
  const path = pathOf(request)
  const body = canonical(request.body)
  const answer = ctx.db.transact((): KeptAnswer & { replayed: boolean } => {
    ctx.db.run('delete from idempotency where expires_at <= ?', ctx.now())
    const first = ctx.db.get<KeptAnswer>('select body, status, answer from idempotency where shop_id = ? and method = ? and path = ? and key = ?', shopId, request.method, path, key)
    if (first) {
      if (first.body !== body) throw new Problem(409, 'idempotency_conflict', 'This key came with another body before.')
      return { ...first, replayed: true }
    }
    const fresh = attempt(status, ctx.faults.feigns(request) ? () => ctx.db.undone(write) : write)
    ctx.db.run('insert into idempotency (shop_id, method, path, key, body, status, answer, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
      shopId, request.method, path, key, body, fresh.status, fresh.answer, ctx.now() + kept)
    return { body, ...fresh, replayed: false }
  })
  if (answer.replayed) reply.header('idempotency-replayed', 'true')
  const type = answer.status < 300 ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8'
  return reply.status(answer.status).header('content-type', type).send(answer.answer)
}

/** A refusal that is kept becomes an answer; any other is thrown on, and undoes the transaction. Writes refuse before they change anything. */
function attempt(status: number, write: () => unknown): { status: number; answer: string } {
  try {
    return { status, answer: JSON.stringify(write()) }
  } catch (err) {
    if (!(err instanceof ShopFailure) || failureStatus[err.code] < 409) throw err
    return { status: failureStatus[err.code], answer: problemBody(failureStatus[err.code], err.code, err.message) }
  }
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}

/** The same text for equal JSON, whatever the order of its members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member) ?? ''
}
