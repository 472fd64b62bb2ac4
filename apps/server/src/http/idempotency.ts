import { createHash } from 'node:crypto'
import { problemCatalogue, type ProblemCode } from '@crossdock/contract'
import type { StandardHandlerInterceptorOptions, StandardHandleResult } from '@orpc/server/standard'
import type { App } from '../context.ts'
import type { RequestContext } from '../implement.ts'
import { problemDocument } from '../problem.ts'

/** A claim older than this belongs to a process that ended in the middle: the request may be made again. */
const abandonedAfterSeconds = 60

type Options = StandardHandlerInterceptorOptions<RequestContext> & { next(): Promise<StandardHandleResult> }

/**
 * With an `Idempotency-Key`, a write that succeeded is answered as the first time for 24 hours. A refused one is not
 * kept: it changed nothing, and the same key may be used to try again.
 */
export async function answerOnce(app: App, options: Options): Promise<StandardHandleResult> {
  const { request, context } = options
  const key = request.headers['idempotency-key']
  if (key === undefined || request.method === 'GET' || !context.principal) return options.next()
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = context.language === 'zh' ? '長度須為 1–255 個可見字元' : 'must be 1–255 visible characters'
    return refuse('invalid_input', context, [{ path: 'Idempotency-Key', code: 'invalid_format', message }])
  }
  const principalId = context.principal.id
  const endpoint = `${request.method} ${request.url.pathname}`
  const bodyHash = createHash('sha256').update(canonical(await request.body())).digest()

  const claimed = await app.signIn.query(
    `insert into idempotency_key as k (principal_id, key, endpoint, body_hash) values ($1, $2, $3, $4)
     on conflict (principal_id, key) do update set endpoint = excluded.endpoint, body_hash = excluded.body_hash, begun_at = now(), status = null, answer = null
       where k.begun_at < now() - interval '24 hours'
          or (k.status is null and k.begun_at < now() - make_interval(secs => $5) and k.endpoint = excluded.endpoint and k.body_hash = excluded.body_hash)`,
    [principalId, key, endpoint, bodyHash, abandonedAfterSeconds],
  )
  if (claimed.rowCount === 0) return replay(app, context, { principalId, key, endpoint, bodyHash })

  const result = await options.next().catch(async (err: unknown) => {
    await release(app, principalId, key)
    throw err
  })
  if (result.matched && result.response.status < 300) {
    await app.signIn.query('update idempotency_key set status = $3, answer = $4 where principal_id = $1 and key = $2', [
      principalId, key, result.response.status, JSON.stringify(result.response.body ?? null),
    ])
  } else {
    await release(app, principalId, key)
  }
  return result
}

async function replay(app: App, context: RequestContext, asked: { principalId: string; key: string; endpoint: string; bodyHash: Buffer }): Promise<StandardHandleResult> {
  const { rows } = await app.signIn.query<{ endpoint: string; body_hash: Buffer; status: number | null; answer: unknown }>(
    'select endpoint, body_hash, status, answer from idempotency_key where principal_id = $1 and key = $2',
    [asked.principalId, asked.key],
  )
  const kept = rows[0]
  if (kept && (kept.endpoint !== asked.endpoint || !kept.body_hash.equals(asked.bodyHash))) return refuse('idempotency_conflict', context)
  if (!kept || kept.status === null) return refuse('idempotency_in_progress', context)
  return { matched: true, response: { status: kept.status, headers: { 'idempotency-replayed': 'true' }, body: kept.answer } }
}

const release = (app: App, principalId: string, key: string) =>
  app.signIn.query('delete from idempotency_key where principal_id = $1 and key = $2 and status is null', [principalId, key])

function refuse(code: ProblemCode, context: RequestContext, errors?: { path: string; code: string; message: string }[]): StandardHandleResult {
  const body = problemDocument({ code, ...(errors ? { errors } : {}) }, context.language, context.requestId)
  return { matched: true, response: { status: problemCatalogue[code].status, headers: {}, body } }
}

/** Equal JSON has equal text, whatever the order of its members. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
