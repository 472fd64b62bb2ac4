import { describe, expect, test } from 'vitest'
import { definition } from './definition.ts'

const mistakesOf = (environment: Record<string, string>): string[] => {
  const configured = definition.configure(environment, {})
  return 'mistakes' in configured ? configured.mistakes : []
}

describe('configuring', () => {
  test('nothing at all is the sandbox', () => {
    expect(mistakesOf({})).toEqual([])
    expect(mistakesOf({ LITESHOP_URL: '  ' })).toEqual([])
  })

  test('an own Liteshop is complete with three variables', () => {
    expect(mistakesOf({ LITESHOP_URL: 'https://api.liteshop.example/', LITESHOP_CLIENT_ID: 'id', LITESHOP_CLIENT_SECRET: 'secret' })).toEqual([])
  })

  test('all mistakes come at once', () => {
    const mistakes = mistakesOf({ LITESHOP_URL: 'http://api.liteshop.example' })
    expect(mistakes.map((sentence) => sentence.split(' ')[0])).toEqual(['LITESHOP_URL', 'LITESHOP_CLIENT_ID', 'LITESHOP_CLIENT_SECRET'])
  })

  test('every variable that is read is described', () => {
    const read = new Set<string>()
    definition.configure(new Proxy({}, { get: (_, name) => void read.add(String(name)) }), {})
    expect([...read].sort()).toEqual(definition.variables.map((variable) => variable.name).sort())
  })

  test('each of Liteshop’s own shipping codes has a name in both languages', () => {
    expect(definition.manifest.shippingCodes.map((one) => one.code)).toEqual(['homedelivery', 'homedelivery_cod', '7-11', '7-11_cod', 'familymart', 'familymart_cod', 'hilife', 'okmart', 'coldchain', 'coldchain_cod', 'selfpickup'])
    for (const { name } of definition.manifest.shippingCodes) expect([name.en, name.zh].every((word) => word.length > 0)).toBe(true)
  })
})
