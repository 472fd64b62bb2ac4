import { readdirSync, readFileSync } from 'node:fs'
import { problemCatalogue, type ProblemCode } from '@crossdock/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractPhrases } from '../../apps/server/src/http/contract-phrases.ts'
import { refusals } from './refusals.ts'
import { endpoints } from './schema-walk.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world?.close())

/** Given by every endpoint: tested with the fields, with the roles, and with a server that is broken on purpose. */
const everywhere = new Set(['unauthenticated', 'forbidden', 'invalid_input', 'internal_error'])
const promised = endpoints.flatMap((endpoint) => endpoint.codes.filter((code) => !everywhere.has(code)).map((code) => ({ endpoint, code, name: `${endpoint.name}: ${code}`, given: refusals[endpoint.name]?.[code] })))

it('knows every refusal that an endpoint says it gives, and no other', () => {
  const written = Object.entries(refusals).flatMap(([name, codes]) => Object.keys(codes).map((code) => `${name}: ${code}`))
  expect(written.sort()).toEqual(promised.map(({ name }) => name).sort())
})

describe('is refused, in words, and changes nothing', () => {
  it.each(promised.flatMap(({ given, ...rest }) => (typeof given === 'function' ? [{ ...rest, given }] : [])))('$name', async ({ endpoint, code, given }) => {
    const input = await given(world)
    const before = await world.state()
    for (const language of ['en', 'zh-TW'] as const) {
      const { status, headers, body } = await world.ask(endpoint, input, { language })
      expect(body).toMatchObject({ code, status: problemCatalogue[code as ProblemCode].status, type: `/api/docs#problem-${code}` })
      expect([status, headers['content-type']]).toEqual([body.status, 'application/problem+json; charset=utf-8'])
      expect(`${body.title} ${body.detail}`).not.toMatch(/[{}]|undefined|null/)
      if (language === 'en') expect(`${body.title} ${body.detail}`.replace(/“[^”]*”/g, '')).not.toMatch(/[a-z]_[a-z]/)
      else for (const text of [body.title, body.detail, ...(body.errors ?? []).map((issue: { message: string }) => issue.message)]) expect(text).toMatch(/\p{Script=Han}/u)
    }
    expect(await world.state()).toEqual(before)
  })
})

it('has every field message of a use case in Chinese, too', () => {
  const rooms = ['flows/src', 'postgres/src', 'apps/server/src'].map((room) => new URL(`../../${room}/`, import.meta.url))
  const sources = rooms.flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!test)\.ts$/.test(file)).map((file) => readFileSync(new URL(file, room), 'utf8')))
  const lines = sources.flatMap((source) => source.split('\n')).filter((line) => /(?:Refusal\('|code: 'invalid_value').*message: |unreadable\('/.test(line))
  const said = lines.flatMap((line) => [...line.matchAll(/(?:message: |unreadable\('\w+', )('[^']+'|`[^`]+`)/g)].map((match) => match[1]!.slice(1, -1)))
  expect(said.length).toBeGreaterThan(10)
  expect(said.filter((message) => !(message in contractPhrases))).toEqual([])
})

it('met no failure of our own', () => {
  const platforms = /"status":502|"message":"platform_unreachable|"type":"ConnectorError"/
  expect(world.api.logged().split('\n').filter((line) => line.includes('"level":"error"') && !platforms.test(line))).toEqual([])
})
