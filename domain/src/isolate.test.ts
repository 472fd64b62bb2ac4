import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isolate } from './isolate.ts'

describe('F119 what others wrote, in the middle of a sentence', () => {
  it.each(['小山茶行', 'Tea & Co. (2)', '👨‍👩‍👧‍👦 𠮷', 'a\u200bb', 'e\u0301'])('stays as it is where it turns nothing: %s', (text) => expect(isolate(text)).toBe(text))

  it.each([
    ['an override', '\u202egnp.exe', '\u2068\u202egnp.exe\u2069'],
    ['letters from right to left', 'שלום', '\u2068שלום\u2069'],
    ['an end of its own, and an override behind it', 'a\u2069\u202eb', '\u2068a\u202eb\u2069'],
    ['a beginning without an end', 'a\u2067b', '\u2068a\u2067b\u2069\u2069'],
    ['both', '\u2067a\u2069b\u2069c', '\u2068\u2067a\u2069bc\u2069'],
  ])('is closed off: %s', (_name, text, expected) => expect(isolate(text)).toBe(expected))

  it('ends exactly where it ends, whatever is in it', () => {
    const signs = fc.array(fc.constantFrom('a', '茶', '\u202e', '\u202c', '\u2066', '\u2067', '\u2068', '\u2069', '\u200f'), { maxLength: 30 }).map((all) => all.join(''))
    fc.assert(fc.property(signs, (text) => {
      let depth = 0
      const isolated = isolate(text)
      const depths = [...isolated].map((sign) => (depth += /[\u2066-\u2068]/.test(sign) ? 1 : sign === '\u2069' ? -1 : 0))
      return isolated === text ? !/[\u2066-\u2069\u202e]/.test(text) : depths.at(-1) === 0 && depths.slice(0, -1).every((each) => each > 0)
    }))
  })
})
