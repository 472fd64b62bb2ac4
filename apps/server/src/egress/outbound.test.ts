import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createOutbound } from './outbound.ts'
import { isPublicAddress } from './public-address.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => (server.closeAllConnections(), server.close(done)))
})
async function listen(handler: RequestListener): Promise<{ port: number; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => (hits.push(request.url ?? ''), handler(request, response)))
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { port: (server.address() as AddressInfo).port, hits }
}

/** Names as a hostile zone answers them. */
const zone: Record<string, string[]> = { 'private.example.com': ['10.0.0.7'], 'mixed.example.com': ['93.184.215.14', '127.0.0.1'], 'mixed-too.example.com': ['127.0.0.1', '93.184.215.14'], 'mapped.example.com': ['::ffff:127.0.0.1'], 'meta.example.com': ['169.254.169.254'], 'local6.example.com': ['fd00::1'] }

describe('F121 an address that somebody typed', () => {
  it.each<readonly [string, string]>([
    ['http://hooks.example.com/', 'plain http'], ['https://127.0.0.1/', 'loopback'], ['https://0x7f.1/', 'loopback in hexadecimal'], ['https://2130706433/', 'loopback as one number'], ['https://017700000001/', 'loopback in octal'],
    ['https://127.1/', 'loopback, shortened'], ['https://[::1]/', 'loopback of IPv6'], ['https://[::ffff:127.0.0.1]/', 'loopback mapped into IPv6'], ['https://169.254.169.254/latest/meta-data/', 'a cloud’s metadata'], ['https://10.1.2.3/', 'a private network'],
    ['https://192.168.1.1/', 'a private network'], ['https://100.64.0.1/', 'a carrier’s network'], ['https://[fd00::1]/', 'a private network of IPv6'], ['https://[64:ff9b::7f00:1]/', 'loopback behind NAT64'], ['https://0.0.0.0/', 'this host'],
    ['https://localhost/', 'localhost'], ['https://metadata.google.internal/', 'a name of the inside'], ['https://hooks.example.com:22/', 'SSH'], ['https://user:secret@hooks.example.com/', 'credentials'], ['https://hooks.example.com@127.0.0.1/', 'a host behind an @'],
    ['file:///etc/passwd', 'a file'], ['gopher://hooks.example.com/', 'gopher'], ['hooks.example.com', 'no address'], ['https://', 'no host'],
    ...Object.keys(zone).map((name) => [`https://${name}/`, `a name that resolves to ${zone[name]!.join(' and ')}`] as const),
  ])('%s is not called: %s', async (address) => {
    const { hits } = await listen((_request, response) => response.end('inside'))
    const outbound = createOutbound({ allowPrivate: false, lookup: async (host) => (zone[host] ?? []).map((each) => ({ address: each })) })
    // Refused for what it is, and not since nobody happened to answer there.
    await expect(outbound.post(address, {}, '{}')).rejects.toThrow(/^It(s port)? (is not an address|does not begin with https|carries a user name|is neither 443|lies within a private network)/)
    expect(hits).toEqual([])
  })

  it('is resolved once, and called at the address that was looked at, whatever its name answers the second time', async () => {
    const { port, hits } = await listen((_request, response) => response.end('ok'))
    let asked = 0
    const outbound = createOutbound({ allowPrivate: true, lookup: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2' }] })
    expect(await outbound.post(`http://rebinding.example.com:${port}/x?y=1`, {}, '{}')).toMatchObject({ status: 200, body: 'ok' })
    expect([asked, hits]).toEqual([1, ['/x?y=1']])
  })

  it('that redirects is not followed', async () => {
    const inside = await listen((_request, response) => response.end('inside'))
    const { port } = await listen((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end())
    expect(await createOutbound({ allowPrivate: true }).post(`http://127.0.0.1:${port}/`, {}, '{}')).toMatchObject({ status: 302 })
    expect(inside.hits).toEqual([])
  })

  it('that answers without end is read to 64 kB, and one that does not answer is given up', async () => {
    const { port } = await listen((_request, response) => {
      const more = () => response.destroyed || (response.write('x'.repeat(32_768)), setImmediate(more))
      more()
    })
    expect((await createOutbound({ allowPrivate: true }).post(`http://127.0.0.1:${port}/`, {}, '{}')).body).toHaveLength(65_536)
    const silent = await listen(() => {})
    await expect(createOutbound({ allowPrivate: true, deadlineMs: 50 }).post(`http://127.0.0.1:${silent.port}/`, {}, '{}')).rejects.toThrow('did not answer')
  })
})

it.each([['93.184.215.14', true], ['8.8.8.8', true], ['2606:4700::1111', true], ['198.18.0.1', false], ['224.0.0.1', false], ['::', false], ['fe80::1', false], ['2002:7f00:1::', false], ['2001:db8::1', false], ['no address', false]])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected)
})
