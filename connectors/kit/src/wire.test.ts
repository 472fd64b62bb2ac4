import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { untrustedCertificate, untrustedKey } from './fixtures/untrusted-certificate.ts'
import { httpLimits } from './limits.ts'
import { createTestClock, cut, json, startScriptedServer, type ScriptedServer } from './testing.ts'
import { createWire, type WireRequest } from './wire.ts'
import { WireError } from './wire-error.ts'

const wire = createWire({ ...httpLimits, connectMs: 300, headersMs: 150, bodyGapMs: 150, wholeMs: 500 })
let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer(createTestClock())
})
afterEach(() => server[Symbol.asyncDispose]())

const get = (origin = server.origin): WireRequest => ({ method: 'GET', origin, path: '/', headers: {}, body: null, fresh: false })
const failureOf = async (promise: Promise<unknown>): Promise<[string, boolean]> => {
  const err = await promise.then(() => null, (err: unknown) => err)
  expect(err).toBeInstanceOf(WireError)
  return [(err as WireError).code, (err as WireError).sent]
}

describe('connections that do not come about', () => {
  test('F008 a refused connection was not sent', async () => {
    const closed = createTcpServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    expect(await failureOf(wire(get(`http://127.0.0.1:${port}`)))).toEqual(['connection_refused', false])
  })

  test('F008 an unknown host was not sent', async () => {
    expect(await failureOf(wire(get('http://no-such-host.invalid')))).toEqual(['host_not_found', false])
  })

  test('F008 a certificate that nobody signed is refused, and nothing is sent', async () => {
    await using secure = await startScriptedServer(createTestClock(), (listener) => createTlsServer({ key: untrustedKey, cert: untrustedCertificate }, listener))
    secure.script(json(200, 1))
    expect(await failureOf(wire(get(secure.origin)))).toEqual(['bad_certificate', false])
    expect(secure.requests).toEqual([])
  })

  test('F008 TLS spoken to a server without it fails before anything is sent', async () => {
    expect(await failureOf(wire(get(server.origin.replace('http:', 'https:'))))).toEqual(['tls_failed', false])
  })

  test('F008 a handshake that never ends is given up', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    expect(await failureOf(wire(get(`https://127.0.0.1:${port}`)))).toEqual(['connect_timeout', false])
    silent.close()
  })
})

describe('answers that do not come', () => {
  test('F009 a body that drips is given up in the end, and the socket with it', async () => {
    server.script((response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('x'), 40)
      response.on('close', () => clearInterval(drip))
    })
    const began = performance.now()
    expect(await failureOf(wire(get()))).toEqual(['timeout', true])
    expect(performance.now() - began).toBeGreaterThanOrEqual(499)
    await expect.poll(() => server.openSockets()).toBe(0)
  })

  test('F009 a gap in the body is given up', async () => {
    server.script((response) => void response.writeHead(200).write('x'))
    const began = performance.now()
    expect(await failureOf(wire(get()))).toEqual(['timeout', true])
    expect(performance.now() - began).toBeLessThan(450)
    await expect.poll(() => server.openSockets()).toBe(0)
  })

  test('F010 headers that never arrive are given up', async () => {
    server.script(() => undefined)
    const began = performance.now()
    expect(await failureOf(wire(get()))).toEqual(['timeout', true])
    expect(performance.now() - began).toBeLessThan(450)
    await expect.poll(() => server.openSockets()).toBe(0)
  })

  test('F011 a connection cut after the request was sent may have been read', async () => {
    server.script(cut)
    expect(await failureOf(wire(get()))).toEqual(['connection_lost', true])
  })

  test('F015 a body shorter than it was announced is a lost connection', async () => {
    server.script((response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"a":', () => response.socket?.destroy())
    })
    expect(await failureOf(wire(get()))).toEqual(['connection_lost', true])
  })

  test('F016 what does not speak HTTP is called that', async () => {
    for (const said of ['HELLO, THIS IS NOT HTTP\r\n\r\n', 'SSH-2.0-OpenSSH_9.6\r\n', 'HTTP/1.1 abc\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n']) {
      server.script((response) => void response.socket?.end(said))
      expect(await failureOf(wire(get())), said).toEqual(['not_http', true])
    }
  })

  test('F014 headers without end are too large, and no lost connection', async () => {
    server.script(json(200, 1, { 'x-huge': 'h'.repeat(200_000) }))
    expect(await failureOf(wire(get()))).toEqual(['response_too_large', true])
  })

  test('F015 HTTP/1.0 ends its answer with the connection, and may come in one byte at a time', async () => {
    server.script((response) => void response.socket?.end('HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{"a":1}'))
    expect(String((await wire(get())).body)).toBe('{"a":1}')
    server.script((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      for (const byte of '{"a":"茶"}') response.write(byte)
      response.end()
    })
    expect(String((await wire(get())).body)).toBe('{"a":"茶"}')
  })

  test('a caller that gives up ends the call', async () => {
    const controller = new AbortController()
    server.script(() => controller.abort())
    expect(await failureOf(wire(get(), controller.signal))).toEqual(['aborted', true])
    expect(await failureOf(wire(get(), controller.signal))).toEqual(['aborted', false])
  })
})

describe('connections that are kept', () => {
  test('F020 a kept connection is used again, a fresh one is not', async () => {
    const ports: unknown[] = []
    server.script((response) => {
      ports.push(response.socket?.remotePort)
      json(200, 1)(response, server.requests[0]!)
    })
    for (let count = 0; count < 6; count++) await wire(get())
    expect(new Set(ports).size).toBeLessThanOrEqual(2)
    ports.length = 0
    for (let count = 0; count < 3; count++) await wire({ ...get(), fresh: true })
    expect(new Set(ports).size).toBe(3)
  })

  test('an interim answer is not the answer', async () => {
    server.script((response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' })
      json(200, { a: 1 })(response, server.requests[0]!)
    })
    expect((await wire(get())).status).toBe(200)
  })
})
