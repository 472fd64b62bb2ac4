import { shippingTypePresets } from '@crossdock/domain'
import { describe, expect, it } from 'vitest'
import { suggestMappings, type SuggestionFacts } from './suggest-mappings.ts'

const facts = (changes: Partial<SuggestionFacts>): SuggestionFacts => ({ platformCodes: [], shopMethods: [], seen: [], mapped: [], types: shippingTypePresets, ...changes })
const method = (code: string, name: string, enabled = true) => ({ code, name, enabled })

describe('suggestions', () => {
  it('come from the platform, the shop and orders, each code once, what is waited for first', () => {
    const suggestions = suggestMappings(facts({
      platformCodes: [{ code: 'home', name: { en: 'Home delivery', zh: '宅配' } }, { code: 'rare', name: { en: 'Rare', zh: '罕見' } }],
      shopMethods: [method('home', '宅配到府'), method('off', '停用', false)],
      seen: [{ platformCode: 'drone', name: '無人機', waiting: 3 }, { platformCode: 'home', name: '宅配', waiting: 0 }],
    }))
    expect(suggestions.map(({ platformCode, sources, waiting, name }) => ({ platformCode, sources, waiting, name }))).toEqual([
      { platformCode: 'drone', sources: ['orders'], waiting: 3, name: { en: '無人機', zh: '無人機' } },
      { platformCode: 'home', sources: ['platform', 'shop', 'orders'], waiting: 0, name: { en: 'Home delivery', zh: '宅配' } },
      { platformCode: 'rare', sources: ['platform'], waiting: 0, name: { en: 'Rare', zh: '罕見' } },
    ])
  })

  it('leave out what is mapped, and codes of blanks', () => {
    const suggestions = suggestMappings(facts({ shopMethods: [method('home', '宅配'), method('  ', ''), method('cold', '冷鏈')], mapped: ['home'] }))
    expect(suggestions.map((each) => each.platformCode)).toEqual(['cold'])
  })
})

describe('the type that is suggested', () => {
  const typeFor = (code: string, name: string, types = shippingTypePresets) => suggestMappings(facts({ shopMethods: [method(code, name)], types }))[0]?.suggestedTypeCode

  it.each([
    ['homedelivery', '宅配', 'tcat'],
    ['homedelivery_cod', '宅配（貨到付款）', 'tcat'],
    ['7-11', '7-11 取貨', 'seven_eleven'],
    ['7-11_cod', '7-11 取貨付款', 'seven_eleven'],
    ['familymart', '全家取貨', 'familymart'],
    ['familymart_cod', '', 'familymart'],
    ['hilife', '萊爾富取貨', 'hilife'],
    ['okmart', 'OK 超商取貨', 'okmart'],
    ['coldchain', '冷鏈宅配', 'tcat_chilled'],
    ['frozen_home', '冷凍宅配', 'tcat_frozen'],
    ['seven_frozen', '7-11 冷凍取貨', 'seven_eleven_frozen'],
    ['selfpickup', '自取', 'self_pickup'],
    ['hct', '新竹物流', 'hct'],
    ['post_parcel', '郵局包裹', 'post'],
    ['post_cod', '郵局貨到付款', null],
    ['store', '超商取貨', null],
  ])('for %s (%s) is %s', (code, name, type) => {
    expect(typeFor(code, name)).toBe(type)
  })

  it('is an enabled one or none', () => {
    expect(typeFor('coldchain', '冷鏈宅配', shippingTypePresets.filter((type) => type.temperature === 'ambient'))).toBeNull()
    expect(typeFor('homedelivery', '宅配', shippingTypePresets.filter((type) => type.code !== 'tcat'))).toBe('hct')
  })
})
