import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { problemCatalogue, type ProblemCode } from '@crossdock/contract'
import type { StandardHandlerInterceptorOptions, StandardHandleResult } from '@orpc/server/standard'
import type { App } from '../context.ts'
import type { RequestContext } from '../implement.ts'
import { problemDocument } from '../problem.ts'
import { withinRequest, type RequestKey } from './idempotent-work.ts'

/** A claim older than this belongs to a process that ended in the middle: the request may be made again. */
const abandonedAfterSeconds = 60
const notePauseMs = 500
const noteTries = 60
/** In place of a status: something was kept, and nobody knows any more what was answered. */
const answerLost = 0

/** Whether the request of a claim has kept anything. */
const worked = 'exists (select from public.request_work w where w.principal_id = k.principal_id and w.key = k.key and w.at >= k.begun_at)'

type Options = StandardHandlerInterceptorOptions<RequestContext> & { next(): Promise<StandardHandleResult> }

/**
 * With an `Idempotency-Key`, a write that succeeded is answered as the first time for 24 hours. A refused one is not
 * kept: it changed nothing, and the same key may be used to try again. One that kept something before it failed is not
 * done again: its repetition is told so.
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
          or (k.status is null and not ${worked} and k.begun_at < now() - make_interval(secs => $5) and k.endpoint = excluded.endpoint and k.body_hash = excluded.body_hash)`,
    [principalId, key, endpoint, bodyHash, abandonedAfterSeconds],
  )
  if (claimed.rowCount === 0) return replay(app, context, { principalId, key, endpoint, bodyHash })

  const claim = { principalId, key }
  const result = await withinRequest(claim, () => options.next()).catch((err: unknown) => {
    void untilDone(app, () => release(app, claim, 'unless_worked'))
    throw err
  })
  const { status, body } = result.matched ? result.response : { status: 404, body: null }
  if (status < 300) await untilDone(app, () => keepAnswer(app, claim, status, body))
  // A refusal is an answer; what failed on our side may have kept something before.
  else await untilDone(app, () => release(app, claim, status < 500 ? 'always' : 'unless_worked'))
  return result
}

async function keepAnswer(app: App, { principalId, key }: RequestKey, status: number, body: unknown): Promise<void> {
  await app.signIn.query('update idempotency_key set status = $3, answer = $4 where principal_id = $1 and key = $2', [principalId, key, status, JSON.stringify(body ?? null)])
}

async function replay(app: App, context: RequestContext, asked: { principalId: string; key: string; endpoint: string; bodyHash: Buffer }): Promise<StandardHandleResult> {
  const { rows } = await app.signIn.query<{ endpoint: string; body_hash: Buffer; status: number | null; answer: unknown; worked: boolean; abandoned: boolean }>(
    `select endpoint, body_hash, status, answer, ${worked} as worked, begun_at < now() - make_interval(secs => $3) as abandoned
       from idempotency_key k where principal_id = $1 and key = $2`,
    [asked.principalId, asked.key, abandonedAfterSeconds],
  )
  const kept = rows[0]
  if (kept && (kept.endpoint !== asked.endpoint || !kept.body_hash.equals(asked.bodyHash))) return refuse('idempotency_conflict', context)
  if (kept && (kept.status === answerLost || (kept.status === null && kept.worked && kept.abandoned))) return refuse('idempotency_answer_lost', context)
  if (!kept || kept.status === null) return refuse('idempotency_in_progress', context)
  return { matched: true, response: { status: kept.status, headers: { 'idempotency-replayed': 'true' }, body: kept.answer } }
}

/** Gives a key back; or, where its request has kept something, notes that its answer is lost. */
async function release(app: App, { principalId, key }: RequestKey, when: 'always' | 'unless_worked'): Promise<void> {
  if (when === 'always') await app.signIn.query('delete from public.request_work where principal_id = $1 and key = $2', [principalId, key])
  await app.signIn.query(`delete from idempotency_key k where principal_id = $1 and key = $2 and status is null and not ${worked}`, [principalId, key])
  await app.signIn.query(`update idempotency_key k set status = $3 where principal_id = $1 and key = $2 and status is null and ${worked}`, [principalId, key, answerLost])
}

/** The answer is not kept waiting for a database that went away meanwhile: what is to be noted is noted once it is there again. */
async function untilDone(app: App, note: () => Promise<void>, triesLeft = noteTries): Promise<void> {
  try {
    await note()
  } catch (err) {
    if (triesLeft === 0) return app.log.warn({ err }, 'the end of a request could not be noted; its Idempotency-Key is free again after a minute')
    void delay(notePauseMs, undefined, { ref: false }).then(() => untilDone(app, note, triesLeft - 1))
  }
}

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
