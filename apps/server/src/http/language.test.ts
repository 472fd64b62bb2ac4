import { expect, it } from 'vitest'
import { preferredLanguage } from './language.ts'

it.each([
  [undefined, 'en'], ['', 'en'], ['zh-TW,zh;q=0.9,en;q=0.8', 'zh'], ['en-US,en;q=0.9,zh;q=0.8', 'en'], ['fr, zh-Hant-TW;q=0.5', 'zh'], ['en;q=0.1, zh;q=0.2', 'zh'], ['zh;q=0', 'en'], ['de', 'en'], ['*', 'en'],
] as const)('%s → %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language)
})
