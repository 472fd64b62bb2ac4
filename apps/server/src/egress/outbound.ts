import { lookup as systemLookup } from 'node:dns/promises'
import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP } from 'node:net'
import { OutboundFailure, type Outbound } from '@crossdock/flows/ports'
import { isPublicAddress } from './public-address.ts'

const deadlineMs = 15_000
const bodyBytes = 64 * 1024
const ports = new Set(['', '443', '8443'])

export interface OutboundOptions {
  /** Also plain http, any port and private networks: for a receiver beside us, and for tests. */
  allowPrivate: boolean
  /** All addresses of a name. */
  lookup?: (host: string) => Promise<{ address: string }[]>
  deadlineMs?: number
}

/**
 * The one way out to addresses that people typed. A name is resolved once, every answer has to be of the public internet, and
 * the call goes to that very address, so that a name that answers otherwise the second time leads nowhere. Redirects are
 * answers like others and never followed; no proxy, no connection that is kept.
 */
export function createOutbound({ allowPrivate, lookup = (host) => systemLookup(host, { all: true, verbatim: true }), deadlineMs: deadline = deadlineMs }: OutboundOptions): Outbound {
  const refuse = (address: string): string | null => {
    const url = URL.parse(address)
    if (!url || url.hostname === '') return 'not_an_address'
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'not_https'
    if (url.username !== '' || url.password !== '') return 'has_credentials'
    if (allowPrivate) return null
    if (!ports.has(url.port)) return 'port_not_allowed'
    const host = bare(url.hostname)
    if (isIP(host) !== 0 ? !isPublicAddress(host) : /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host)) return 'private_address'
    return null
  }
  return {
    refuse,
    async post(address, headers, body) {
      const refused = refuse(address)
      if (refused !== null) throw new OutboundFailure(sentences[refused] ?? refused)
      const url = new URL(address)
      const began = performance.now()
      const signal = AbortSignal.timeout(deadline)
      const to = await resolve(bare(url.hostname), signal)
      if (!allowPrivate && !to.every(isPublicAddress)) throw new OutboundFailure(sentences['private_address']!)
      const answer = await send(url, to[0]!, headers, body, signal)
      return { ...answer, durationMs: Math.round(performance.now() - began) }
    },
  }

  async function resolve(host: string, signal: AbortSignal): Promise<string[]> {
    if (isIP(host) !== 0) return [host]
    const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new OutboundFailure('Its name was not resolved in time.')), { once: true }))
    try {
      const found = await Promise.race([lookup(host), late])
      if (found.length > 0) return found.map((each) => each.address)
    } catch (err) {
      if (err instanceof OutboundFailure) throw err
    }
    throw new OutboundFailure(`The name ${host} cannot be resolved.`)
  }
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '')

const sentences: Record<string, string> = {
  not_an_address: 'It is not an address.', not_https: 'It does not begin with https://.', has_credentials: 'It carries a user name or password.', port_not_allowed: 'Its port is neither 443 nor 8443.',
  private_address: 'It lies within a private network, and was not called.',
}

function send(url: URL, address: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const host = bare(url.hostname)
  const options = {
    host: address, port: url.port || (url.protocol === 'https:' ? 443 : 80), path: url.pathname + url.search, method: 'POST', agent: false as const, signal,
    headers: { ...headers, host: url.host, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
    ...(url.protocol === 'https:' && isIP(host) === 0 ? { servername: host } : {}),
  }
  return new Promise((done, fail) => {
    const failed = (err: Error) => fail(new OutboundFailure(sentenceOf(err, signal)))
    const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(options, (response) => {
      readStart(response).then((text) => done({ status: response.statusCode ?? 0, body: text }), failed)
    })
    request.on('error', failed)
    request.end(body)
  })
}

/** The beginning of an answer; whatever lies behind it is not waited for. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= bodyBytes) break
  }
  response.destroy()
  return Buffer.concat(chunks).subarray(0, bodyBytes).toString('utf8')
}

function sentenceOf(err: Error & { code?: string }, signal: AbortSignal): string {
  if (signal.aborted) return 'It did not answer within 15 seconds.'
  switch (err.code) {
    case 'ECONNREFUSED': return 'It refused the connection.'
    case 'ECONNRESET': case 'EPIPE': return 'It broke the connection off.'
    case 'EHOSTUNREACH': case 'ENETUNREACH': case 'ETIMEDOUT': return 'It cannot be reached.'
    default: return /CERT|TLS|SSL|SELF_SIGNED|VERIFY/i.test(err.code ?? '') ? `Its certificate is not trusted (${err.code}).` : `The connection failed (${err.code ?? err.message}).`
  }
}
