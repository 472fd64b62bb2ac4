import { describe, expect, it } from 'vitest'
import { isOwnOrigin } from './csrf.ts'

const own = 'https://hub.example.com'
const cookie = 'crossdock.session_token=x'

describe('requests that change something', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['from our own pages', { 'sec-fetch-site': 'same-origin', origin: own }, true],
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['from another host of the same site', { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' }, false],
    ['from an address bar', { 'sec-fetch-site': 'none' }, false],
    ['from another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: own }, false],
    ['from our origin by an older browser', { origin: own }, true],
    ['from the host that was called, by an older browser', { origin: 'http://10.0.0.5:4300', host: '10.0.0.5:4300' }, true],
    ['from another origin by an older browser', { origin: 'https://evil.example', host: 'hub.example.com' }, false],
    ['from another port', { origin: 'https://hub.example.com:8443', host: 'hub.example.com' }, false],
    ['from a sandboxed page', { origin: 'null', host: 'hub.example.com' }, false],
    ['from something that is no browser', { host: 'hub.example.com' }, true],
    ['with a bearer token, from anywhere', { authorization: 'Bearer cdk_x', 'sec-fetch-site': 'cross-site' }, true],
    ['with another kind of authorization, from another site', { authorization: 'Basic eA==', 'sec-fetch-site': 'cross-site' }, false],
  ])('%s: %j → %s', (_name, headers, allowed) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(isOwnOrigin({ method, headers: { cookie, ...headers } }, own)).toBe(allowed)
  })

  it('lets requests that only read come from anywhere', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(isOwnOrigin({ method, headers: { cookie, 'sec-fetch-site': 'cross-site' } }, own)).toBe(true)
  })
})
