import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shorten } from './shorten.ts'

const family = '👨‍👩‍👧‍👦'
const accented = 'e\u0301\u0302'

describe('F119 a text that is too long', () => {
  it.each([
    ['what fits', `茶${family}`, 12, `茶${family}`],
    ['a family of emoji', `茶${family}茶`, 12, '茶…'],
    ['a Han character of four bytes', '茶𠮷𠮷茶', 5, '茶𠮷…'],
    ['a letter with its accents', `ab${accented}c`, 5, 'ab…'],
    ['a flag', '茶🇹🇼🇯🇵', 8, '茶🇹🇼…'],
    ['what is one sign without end', `e${'\u0301'.repeat(100)}`, 4, 'e\u0301\u0301…'],
  ])('is cut where a sign ends: %s', (_name, text, most, expected) => expect(shorten(text, most)).toBe(expected))

  it('is never longer than it may be, begins as it began, and holds no half character', () => {
    const text = fc.array(fc.constantFrom(family, accented, '𠮷', '\u202e', '\u200b', '👍🏽', '🇹🇼', 'a', '茶', ' '), { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(fc.property(text, fc.integer({ min: 2, max: 60 }), (whole, most) => {
      const short = shorten(whole, most)
      return short.length <= most && short.isWellFormed() && (short === whole || (short.endsWith('…') && whole.startsWith(short.slice(0, -1))))
    }))
  })
})
