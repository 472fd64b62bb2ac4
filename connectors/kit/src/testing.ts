import { createServer, type IncomingHttpHeaders, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ConnectorNeeds, PlatformCall, StoreAccess } from './connector.ts'

export interface SeenRequest {
  method: string
  /** Path and query, as sent. */
  url: string
  headers: IncomingHttpHeaders
  body: string
  /** By the test's clock. */
  at: number
}

/** Answers one request, however badly. */
export type Step = (response: ServerResponse, request: SeenRequest) => void

/** A server that does as it is told, step by step, and remembers what it was sent. */
export interface ScriptedServer {
  origin: string
  requests: SeenRequest[]
  /** The steps for the next requests; the last one stays for all that follow. */
  script(...steps: Step[]): void
  openSockets(): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startScriptedServer(clock: TestClock, make: (listener: RequestListener) => Server = createServer): Promise<ScriptedServer> {
  const requests: SeenRequest[] = []
  let steps: Step[] = []
  const server = make((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString(), at: clock.now() }
      requests.push(seen)
      const step = steps.length > 1 ? steps.shift() : steps[0]
      if (step) step(response, seen)
      else problem(500, 'unscripted')(response, seen)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const scheme = 'setSecureContext' in server ? 'https' : 'http'
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    requests,
    script(...next) {
      steps = next
    },
    openSockets: () => new Promise((resolve, reject) => server.getConnections((err, count) => (err ? reject(err) : resolve(count)))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Step {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export function problem(status: number, code: string, headers: Record<string, string> = {}, detail = `About ${code}`): Step {
  return (response) => void response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail }))
}

/** Anything at all; JSON by its type unless told. */
export function raw(status: number, body: string | Buffer, headers: Record<string, string> = {}): Step {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

/** The request is read in full, then the connection is cut. */
export const cut: Step = (response) => void response.socket?.destroy()

/** Time that passes only by waiting. */
export interface TestClock {
  now: () => number
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Every wait so far, in ms. */
  sleeps: number[]
  advance(ms: number): void
}

export function createTestClock(start = Date.parse('2026-11-23T01:00:00Z')): TestClock {
  let at = start
  const sleeps: number[] = []
  return {
    now: () => at,
    sleeps,
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason)
      sleeps.push(ms)
      at += ms
      return Promise.resolve()
    },
    advance(ms) {
      at += ms
    },
  }
}

/** A number between 0 and 1, the same row of them for the same seed. */
export function createTestRandom(seed = 1): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Everything that a connector is given, with short deadlines. */
export function testNeeds(clock: TestClock, seed = 1): ConnectorNeeds {
  return { now: clock.now, sleep: clock.sleep, random: createTestRandom(seed), limits: { connectMs: 500, headersMs: 150, bodyGapMs: 150, wholeMs: 600 } }
}

export interface TestAccess extends StoreAccess {
  seen: PlatformCall[]
  /** What the token was asked for with. */
  asked: (string | undefined)[]
  waits: Date[]
}

/** Access to a store whose token is renewed by each refusal: `token-1`, `token-2`, … */
export function testAccess(over: Partial<StoreAccess> = {}): TestAccess {
  const seen: PlatformCall[] = []
  const asked: (string | undefined)[] = []
  const waits: Date[] = []
  let generation = 1
  return {
    accountId: 'account-1', seen, asked, waits,
    token(rejected) {
      asked.push(rejected)
      if (rejected !== undefined) generation += 1
      return Promise.resolve(`secret-token-${generation}`)
    },
    calls: (call) => seen.push(call),
    onWait: (until) => waits.push(until),
    ...over,
  }
}
