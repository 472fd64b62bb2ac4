import { alertKinds, alertOwners, alertRules, type AlertKind } from '@crossdock/domain'
import { describe, expect, it } from 'vitest'
import { alertLink } from './alert-link.ts'
import { alertText } from './alert-text.ts'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

/** Every param that any kind's sentence knows. */
const params = {
  account: '官網帳號', merchant: '小山茶行', platform: 'teststore', reason: 'other', unsent: 2, state: 'not_begun', slot: '09:00', status: 'connected', hoursLeft: 5, write: 'tracking', what: 'refused', host: 'hooks.example.com',
  error: 'no', number: 'TC1', reading: '', order: '', sku: 'TEA-001', products: 2, short: 3, orders: 4, from: '', to: '', hours: 3,
}
const name = () => 'Test Store'

describe.each(alertKinds)('an alert of kind %s', (kind: AlertKind) => {
  it.each(['en', 'zh'] as const)('has one sentence and something to do, in %s', (language) => {
    for (const owner of alertOwners) for (const [count, status] of [[1, 'connected'], [7, 'connected'], [1, 'taken'], [7, 'taken']] as const) {
      const text = alertText({ kind, owner, count, params: { ...params, status } }, language, name)
      for (const words of [text.sentence, text.todo]) {
        expect(words).not.toMatch(/[{}#]|undefined|null|sentence|todo/)
        expect(words).toMatch(language === 'en' ? /\.$/ : /[。]$/)
      }
      if (language === 'zh') expect(text.sentence).toMatch(/\p{Script=Han}/u)
      // A sentence says what is the matter; since when is the alert’s one clock.
      expect(text.sentence).not.toMatch(/ago|前$/)
    }
  })

  it('names in both languages what its words ask for', () => {
    const asked = (words: string) => [...new Set([...words.matchAll(/\{(\w+)(?=[,}])/g)].map(([, each]) => each))].sort()
    for (const part of ['sentence', 'todo'] as const) expect(asked(zh[kind][part])).toEqual(asked(en[kind][part]))
  })

  it('has an owner, somebody whom it concerns, and a place where it is seen to', () => {
    expect(alertOwners).toContain(alertRules[kind].owner)
    expect(alertRules[kind].audience.length).toBeGreaterThan(0)
    expect(alertLink({ kind, owner: alertRules[kind].owner, merchantId: 'm', subjectId: 's', params }).path).toMatch(/^\/[a-z-]+/)
  })
})

it('F118 what people and platforms wrote stands in a sentence as it is, whatever signs are in it', () => {
  const hostile = '<img src=x onerror=alert(1)> {count, plural, other {#}} \' {0}'
  const { sentence, detail } = alertText({ kind: 'disconnected', owner: 'merchant', count: 1, params: { ...params, account: hostile, error: hostile } }, 'en', name)
  expect(sentence).toContain(`“${hostile}”`)
  expect(detail).toBe(hostile)
})

it.each(['en', 'zh'] as const)('says in other words what was refused, what nobody knows and what we cannot end, in %s', (language) => {
  const texts = ['refused', 'asked', 'key_lost'].map((what) => alertText({ kind: 'write_refused', owner: 'warehouse', count: 2, params: { ...params, what } }, language, name))
  expect(new Set(texts.map((each) => each.sentence)).size).toBe(3)
  expect(new Set(texts.map((each) => each.todo)).size).toBe(3)
})
