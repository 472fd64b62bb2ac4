import { contract } from '@crossdock/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type Answer, type TestServer } from '../../apps/server/src/testing.ts'
import { createPlatform } from '../support/store-platform.ts'
import { openWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { cases, type Case } from './cases.ts'
import { addGoods, everythingOf, type Goods } from './goods.ts'

let warehouse: TestWarehouse
let api: TestServer
let theirs: Goods
let own: Goods
let admin: string
let merchant: string
let serial = 0

beforeAll(async () => {
  warehouse = await openWarehouse()
  api = await openTestServer({ databaseUrl: warehouse.url, connectors: new Map([['teststore', createPlatform().connector]]) })
  theirs = await addGoods(warehouse, 'ALPHA')
  own = await addGoods(warehouse, 'BETA')
  admin = await api.apiKey('admin')
  merchant = await api.apiKey('merchant', own.merchantId)
})
afterAll(async () => {
  await api.close()
  await warehouse.close()
})

interface Step { name: string; method: string; path: string; given: Case }

const routes: { name: string; method: string; path: string }[] = Object.entries(contract).flatMap(([resource, endpoints]) =>
  Object.entries(endpoints as Record<string, { '~orpc': { route: { method?: string; path?: string } } }>).map(([name, endpoint]) => {
    const { method = 'GET', path = '' } = endpoint['~orpc'].route
    return { name: `${resource}.${name}`, method, path }
  }),
)
const casesOf = (name: string): readonly Case[] => {
  const [resource = '', endpoint = ''] = name.split('.')
  const found = (cases as unknown as Record<string, Record<string, Case | readonly Case[]>>)[resource]?.[endpoint] ?? []
  return Array.isArray(found) ? (found as readonly Case[]) : [found as Case]
}
const steps: Step[] = routes.flatMap((route) => casesOf(route.name).map((given) => ({ ...route, given })))

/** Asks an endpoint as its route says: ids in the path, the rest in the query or the body. */
function ask(key: string | undefined, step: Step, whose = theirs, callers = own): Promise<Answer> {
  const rest: Record<string, unknown> = { ...(step.given.input as ((theirs: Goods, own: Goods) => Record<string, unknown>) | undefined)?.(whose, callers) }
  const path = step.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name])
    delete rest[name]
    return encodeURIComponent(value)
  })
  if (step.method === 'GET') return api.call('GET', `/api/v1${path}?${new URLSearchParams(rest as Record<string, string>)}`, { key })
  return api.call(step.method as 'POST', `/api/v1${path}`, { key, body: rest })
}

const codeOf = (answer: Answer) => (answer.body as { code?: string } | undefined)?.code
const marks = () => Object.values(theirs)
const shows = (answer: Answer) => marks().some((mark) => answer.text.includes(mark))

it('tries every endpoint of the contract', () => {
  expect(routes.filter((route) => casesOf(route.name).length === 0).map((route) => route.name)).toEqual([])
})

describe('to nobody', () => {
  it.each(steps.filter((step) => step.given.expect !== 'public'))('$name answers 401', async (step) => {
    const answer = await ask(undefined, step)
    expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthenticated'])
  })
})

describe('F126 another merchant’s ids, at every endpoint', () => {
  it.each(steps)('$name: $given.expect', async (step) => {
    const before = await everythingOf(warehouse, theirs.merchantId)
    const answer = await ask(merchant, step)
    const { given } = step
    if (given.expect === 'not_found') expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found'])
    if (given.expect === 'forbidden') expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden'])
    if (given.expect === 'refused') expect(codeOf(answer)).toBe(given.code)
    if (given.expect === 'outcomes') {
      expect(answer.status).toBe(200)
      expect((answer.body as { results: unknown[] }).results).toEqual([expect.objectContaining({ ok: false, code: 'not_found' })])
    }
    if (given.expect === 'hidden') {
      const sees = given.sees as ((body: unknown) => boolean) | undefined
      expect(answer.status).toBe(200)
      expect(sees ? sees(answer.body) : shows(answer)).toBe(false)
      const seen = await ask(admin, step)
      expect(sees ? sees(seen.body) : shows(seen)).toBe(true)
    }
    if (given.expect === 'public') expect(answer.status).toBe(410)
    expect(await everythingOf(warehouse, theirs.merchantId)).toEqual(before)
  })

  it('F126 the export of orders is theirs alone', async () => {
    for (const query of ['', `?merchantId=${theirs.merchantId}`, `?ecAccountId=${theirs.accountId}`, '?q=ALPHA']) {
      const answer = await api.call('GET', `/api/v1/orders/export.csv${query}`, { key: merchant })
      expect([answer.status, shows(answer)]).toEqual([200, false])
      expect(shows(await api.call('GET', `/api/v1/orders/export.csv${query}`, { key: admin }))).toBe(true)
      expect((await api.call('GET', `/api/v1/orders/export.csv${query}`)).status).toBe(401)
    }
  })
})

// An endpoint that is not there at all, or an id that nobody has, would be a 404 for everyone.
describe('to the merchant whose it is', () => {
  it.each(steps.filter((step) => step.given.expect === 'not_found'))('$name answers', async (step) => {
    const goods = await addGoods(warehouse, `OWN-${++serial}`)
    const answer = await ask(await api.apiKey('merchant', goods.merchantId), step, goods, goods)
    expect(codeOf(answer)).not.toBe('not_found')
    expect(answer.status).not.toBe(403)
  })
})

it('met no failure of our own', () => {
  expect(api.logged()).not.toContain('"level":"error"')
})
