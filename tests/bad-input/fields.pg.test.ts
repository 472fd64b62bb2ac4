import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forms } from './forms.ts'
import { absent } from './kinds.ts'
import { endpoints, fieldsOf, inputsOf, objectsOf } from './schema-walk.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world?.close())

const writing = endpoints.filter((endpoint) => endpoint.method !== 'GET').flatMap((endpoint) => inputsOf(endpoint).map((input) => ({ ...input, endpoint })))
const filled = writing.flatMap(({ form, ...rest }) => (forms[form] ? [{ name: form, form: forms[form], ...rest }] : []))

type Input = Record<string, unknown>
const keysOf = (path: string) => path.replaceAll('[]', '.0').split('.').filter(Boolean)
const at = (input: unknown, path: string) => keysOf(path).reduce((value, key) => (value as Input)?.[key], input)

/** The same request with something else in one place. */
function changed(input: Input, path: string, value: unknown): Input {
  const copy = structuredClone(input)
  const keys = keysOf(path)
  const last = keys.pop()!
  const holder = at(copy, keys.join('.')) as Input
  if (value === absent) delete holder[last]
  else holder[last] = value
  return copy
}

/** What rows have and nobody sets by naming it. */
const notToBeSet = ['merchantId', 'tenantId', 'merchant_id', 'status', 'connectionStatus', 'platform', 'role', 'shopId', 'holds', 'reserved', 'createdAt', 'createdBy', 'actor', 'version']

const machineWords = /invalid input|expected|received|undefined|NaN|regex|zod|\{\w+\}/i

/** What is wrong with how one bad value is refused: nothing, if all is well. */
async function faultsOf(name: string, ask: (language: 'en' | 'zh-TW') => ReturnType<World['ask']>, issue: { path: string; code: string; en: string; zh: string }) {
  const faults: unknown[] = []
  for (const [language, message] of [['en', issue.en], ['zh-TW', issue.zh]] as const) {
    const { status, headers, body } = await ask(language)
    const found = (body?.errors as { path: string; code: string; message: string }[] | undefined)?.find((each) => each.path === issue.path)
    const asPromised = status === 400 && body.code === 'invalid_input' && body.status === 400 && String(headers['content-type']).startsWith('application/problem+json') && found?.code === issue.code && found.message === message
    const inWords = !machineWords.test(`${body?.title} ${body?.detail} ${found?.message}`) && (language === 'en' || [body.title, body.detail, found?.message].every((each) => /\p{Script=Han}/u.test(String(each))))
    if (!asPromised || !inWords) faults.push({ bad: name, wanted: { path: issue.path, code: issue.code, message }, given: { status, code: body?.code, errors: body?.errors } })
  }
  return faults
}

it('knows every field of every form that changes something, and no other', () => {
  const written = Object.fromEntries(Object.entries(forms).map(([name, { fields }]) => [name, Object.keys(fields).sort()]))
  expect(written).toEqual(Object.fromEntries(writing.map(({ form, schema }) => [form, fieldsOf(schema).sort()])))
})

describe.each(filled)('$name', ({ endpoint, form, schema }) => {
  it('takes what is in order', async () => {
    const answer = await world.ask(endpoint, await form.valid(world))
    expect([answer.status < 300, answer.text]).toEqual([true, expect.anything()])
  })

  it.each(Object.entries(form.fields).filter(([, kind]) => kind.bad.length > 0))('%s: refuses what is wrong, says why and changes nothing', async (path, kind) => {
    const valid = await form.valid(world)
    const before = await world.state()
    const faults: unknown[] = []
    for (const { name, value, ...issue } of kind.bad) {
      const input = changed(valid, path, value(at(valid, path)))
      const where = { ...issue, path: keysOf(path).join('.') }
      faults.push(...(await faultsOf(name, (language) => world.ask(endpoint, input, { language }), where)))
    }
    expect(faults, JSON.stringify(faults, null, 1)).toEqual([])
    expect(await world.state()).toEqual(before)
  })

  it('F127 refuses every field that it does not know, wherever it stands, also those that rows of ours have', async () => {
    const valid = await form.valid(world)
    const before = await world.state()
    const faults: unknown[] = []
    for (const place of objectsOf(schema)) {
      const known = fieldsOf(schema).filter((path) => path.startsWith(place)).map((path) => path.slice(place ? place.length + 1 : 0))
      const extra = Object.fromEntries(['nmae', ...notToBeSet].filter((key) => !known.includes(key)).map((key) => [key, 'x']))
      const input = place ? changed(valid, place, { ...(at(valid, place) as Input), ...extra }) : { ...valid, ...extra }
      const answers = { en: await world.ask(endpoint, input, { language: 'en' }), 'zh-TW': await world.ask(endpoint, input, { language: 'zh-TW' }) }
      for (const key of Object.keys(extra)) {
        const issue = { path: [...keysOf(place), key].join('.'), code: 'unknown_field', en: 'is not a known field here', zh: '不是可用的欄位' }
        faults.push(...(await faultsOf(issue.path, async (language) => answers[language], issue)))
      }
    }
    expect(faults, JSON.stringify(faults, null, 1)).toEqual([])
    expect(await world.state()).toEqual(before)
  })

  it.each(Object.entries(form.fields).filter(([path, kind]) => kind.good.length > 0 && !looksUp(endpoint.name, path)))('%s: keeps what is unusual', async (path, kind) => {
    for (const make of kind.good) {
      const [sent, kept] = make(world.word())
      const answer = await world.ask(endpoint, changed(await form.valid(world), path, sent))
      expect([path, sent, answer.status < 300 ? 'taken' : answer.text]).toEqual([path, sent, 'taken'])
      expect((await world.texts()).has(kept)).toBe(true)
    }
  })
})


/** SKUs of products that must be there already. */
const looksUp = (endpoint: string, path: string) => path.endsWith('].sku') && /^(ecAccounts|inbounds|platformWrites)\./.test(endpoint)

it('met no failure of our own', () => {
  expect(world.api.logged().split('\n').filter((line) => line.includes('"level":"error"'))).toEqual([])
})
