import { Readable } from 'node:stream'
import type { Context } from '../context.ts'
import { problemBody } from '../api/problem.ts'
import type { Answer } from './fault.ts'
import type { Route } from './route-names.ts'
import { oauthRoutes } from './route-names.ts'
import { choice } from './settings.ts'

/** For faults that can strike either side of the work. */
export const applied = choice('applied', ['no', 'yes'], '是否已處理請求', 'Whether the work was done')

export const jsonType = 'application/json; charset=utf-8'

/** A refusal in the form of the route: a problem document, or an error of RFC 6749. */
export function refusal(route: Route, status: number, code: string, detail: string, headers: Record<string, string> = {}): Answer {
  const isOauth = (oauthRoutes as readonly Route[]).includes(route)
  return {
    status,
    headers: { 'content-type': isOauth ? jsonType : 'application/problem+json; charset=utf-8', ...headers },
    body: isOauth ? JSON.stringify({ error: code, error_description: detail }) : problemBody(status, code, detail)
  }
}

export const nothing: Answer = { status: 500, headers: {}, body: '', reset: true }

/** Sends what `pieces` yields, and stops when the caller hangs up. */
export function stream(ctx: Context, pieces: (wait: (milliseconds: number) => Promise<void>) => AsyncIterable<Buffer>): Readable {
  const gone = new AbortController()
  const body = Readable.from(pieces((milliseconds) => ctx.wait(milliseconds, AbortSignal.any([gone.signal, ctx.ending]))), { objectMode: false })
  body.once('close', () => gone.abort())
  // Its end by a caller that hung up is what was wanted.
  body.on('error', () => {})
  return body
}

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The document of a successful answer; undefined for any other. */
export function documentOf(answer: { status: number; body: string }): JsonObject | undefined {
  if (answer.status < 200 || answer.status > 299 || !answer.body.startsWith('{')) return undefined
  try {
    const document: unknown = JSON.parse(answer.body)
    return isObject(document) ? document : undefined
  } catch (err) {
    // Another fault has broken it already.
    if (err instanceof SyntaxError || err instanceof RangeError) return undefined
    throw err
  }
}

export function withDocument(answer: Answer, document: JsonObject): Answer {
  return { ...answer, body: JSON.stringify(document) }
}
