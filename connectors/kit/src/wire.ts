import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Agent, type Dispatcher } from 'undici'
import type { CallWatch } from './connector.ts'
import type { HttpLimits } from './limits.ts'
import { WireError, wireErrorFrom } from './wire-error.ts'

export interface WireRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  origin: string
  /** Path and query, sent as they are. */
  path: string
  headers: Record<string, string>
  body: string | null
  /** On a connection of its own: for calls that must not be repeated and so must not meet a socket that is just being closed. */
  fresh: boolean
}

export interface WireAnswer {
  status: number
  /** Names in lower case; repeated ones joined by a comma. */
  headers: Record<string, string>
  /** Decoded. */
  body: Buffer
}

/**
 * Sends a request and reads its whole answer, within the limits. Redirects are answers like others: they are never followed.
 * @throws WireError, and nothing else
 */
export type Wire = (request: WireRequest, signal?: AbortSignal) => Promise<WireAnswer>

/** Sends a request while somebody looks on. */
export function watchedWire(wire: Wire, { around }: CallWatch, purpose: string): Wire {
  if (!around) return wire
  return (request, signal) => around({ purpose, method: request.method, origin: request.origin }, (headers) => wire({ ...request, headers: { ...request.headers, ...headers } }, signal))
}

export function createWire(limits: HttpLimits): Wire {
  // undici's own timers for headers and bodies count in half seconds; those below are exact.
  const options = { connect: { timeout: limits.connectMs }, headersTimeout: 0, bodyTimeout: 0, allowH2: false }
  const kept = new Agent(options)
  const fresh = new Agent({ ...options, pipelining: 0 })
  return async (request, signal) => {
    const answer = await dispatch(request.fresh ? fresh : kept, request, limits, signal)
    return { ...answer, body: await decode(answer, limits.bodyBytes) }
  }
}

function dispatch(agent: Agent, request: WireRequest, limits: HttpLimits, signal?: AbortSignal): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let sent = false
    let status = 0
    let headers: Record<string, string> = {}
    let size = 0
    const chunks: Buffer[] = []

    const settle = (act: () => void): void => {
      clearTimeout(deadline)
      clearTimeout(phase)
      signal?.removeEventListener('abort', onAbort)
      act()
    }
    let stopped: WireError | null = null
    const stop = (error: WireError): void => {
      stopped = error
      settle(() => reject(error))
      controller?.abort(error)
    }
    const onAbort = (): void => stop(new WireError('aborted', 'The call was given up.', sent))
    const deadline = setTimeout(() => stop(new WireError('timeout', `No complete answer within ${limits.wholeMs} ms.`, sent)), limits.wholeMs)
    let phase = setTimeout(() => stop(new WireError('connect_timeout', `No connection within ${limits.connectMs} ms.`, false)), limits.connectMs)
    const enter = (ms: number, sentence: string): void => {
      clearTimeout(phase)
      phase = setTimeout(() => stop(new WireError('timeout', sentence, true)), ms)
    }
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })

    const fail = (err: unknown): void => settle(() => reject(wireErrorFrom(err, sent)))
    try {
      agent.dispatch(
        { origin: request.origin, path: request.path, method: request.method, headers: request.headers, body: request.body },
        {
          onRequestStart(own) {
            controller = own
            // Given up while the connection was still being made: it must not go out after all.
            if (stopped) return own.abort(stopped)
            sent = true
            enter(limits.headersMs, `No answer began within ${limits.headersMs} ms.`)
          },
          onResponseStart(_, code, raw) {
            if (code < 200) return
            status = code
            headers = flatten(raw)
            enter(limits.bodyGapMs, `The answer stopped for ${limits.bodyGapMs} ms.`)
          },
          onResponseData(_, chunk) {
            phase.refresh()
            size += chunk.length
            if (size > limits.bodyBytes) stop(tooLarge(limits.bodyBytes))
            else chunks.push(chunk)
          },
          onResponseEnd: () => settle(() => resolve({ status, headers, body: Buffer.concat(chunks) })),
          onResponseError: (_, err) => fail(err),
        },
      )
    } catch (err) {
      fail(err)
    }
  })
}

function flatten(raw: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(raw)) if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  return flat
}

const decoders = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
}

async function decode(answer: WireAnswer, cap: number): Promise<Buffer> {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '' || answer.body.length === 0) return answer.body
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding as keyof typeof decoders] : null
  if (!decoder) throw new WireError('unreadable_encoding', `The answer is encoded as "${encoding}", which was not asked for.`, true)
  try {
    return await decoder(answer.body, { maxOutputLength: cap })
  } catch (err) {
    if (err instanceof Error && 'code' in err && err.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(cap)
    throw new WireError('unreadable_encoding', `The answer's ${encoding} encoding is broken.`, true)
  }
}

const tooLarge = (cap: number): WireError => new WireError('response_too_large', `The answer is larger than ${cap} bytes.`, true)
