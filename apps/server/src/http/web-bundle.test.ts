import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addWebBundle } from './web-bundle.ts'

const folder = `${mkdtempSync(path.join(tmpdir(), 'crossdock-web-'))}/`
mkdirSync(`${folder}assets`)
writeFileSync(`${folder}index.html`, '<!doctype html><title>Crossdock</title>')
writeFileSync(`${folder}assets/main-a1b2c3.js`, 'console.log(1)')
writeFileSync(`${folder}assets/main-a1b2c3.js.gz`, gzipSync('console.log(1)'))
writeFileSync(`${folder}crossdock.svg`, '<svg/>')

const server = Fastify()
beforeAll(() => addWebBundle(server, folder))
afterAll(() => server.close())

describe('the screens', () => {
  it.each(['/', '/orders', '/ec-integrations/42?authorized=1', '/setup/abc'])('are behind %s', async (url) => {
    const answer = await server.inject(url)
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-cache'])
    expect(answer.body).toContain('<title>Crossdock</title>')
  })

  it('have assets that are kept for ever, since their names change with them, and other files that are asked for again', async () => {
    expect((await server.inject('/assets/main-a1b2c3.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await server.inject('/crossdock.svg')).headers['cache-control']).toBe('no-cache')
  })

  it('are sent as the build compressed them, to those who take it', async () => {
    const asked = (encoding: string) => server.inject({ url: '/assets/main-a1b2c3.js', headers: { 'accept-encoding': encoding } })
    const packed = await asked('gzip')
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': expect.stringMatching(/javascript/), 'cache-control': 'public, max-age=31536000, immutable', vary: expect.stringMatching(/accept-encoding/i) })
    expect(gunzipSync(packed.rawPayload).toString()).toBe('console.log(1)')
    const plain = await asked('identity')
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'console.log(1)'])
  })

  it.each(['/assets/main-old.js', '/api/v2/orders', '/robots.txt', '/../package.json', '/%2e%2e/package.json'])('are not behind %s', async (url) => {
    const answer = await server.inject(url)
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  })

  it('are not what a POST gets', async () => {
    expect((await server.inject({ method: 'POST', url: '/orders' })).statusCode).toBe(404)
  })

  it('say how to build them while they are not built', async () => {
    const bare = Fastify()
    await addWebBundle(bare, `${folder}missing/`)
    const answer = await bare.inject('/')
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining('npm run build')])
    await bare.close()
  })
})
