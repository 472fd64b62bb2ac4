import type { Manifest, ShippingMethod } from '@crossdock/connector-kit'
import type { Delivery, Temperature } from '@crossdock/domain'

export interface SuggestedMapping {
  platformCode: string
  name: { en: string; zh: string } | null
  /** Orders that wait for this code. */
  waiting: number
  sources: ('platform' | 'shop' | 'orders')[]
  /** The enabled shipping type that it most likely is; null when none comes near. */
  suggestedTypeCode: string | null
}

export interface TypeToSuggest {
  code: string
  name: { en: string; zh: string }
  carrier: string
  temperature: Temperature
  delivery: Delivery
  collectsCash: boolean
}

export interface SuggestionFacts {
  platformCodes: Manifest['shippingCodes']
  shopMethods: readonly ShippingMethod[]
  seen: readonly { platformCode: string; name: string | null; waiting: number }[]
  mapped: readonly string[]
  /** Enabled ones, in the order in which people see them. */
  types: readonly TypeToSuggest[]
}

/** The codes that an account's mappings lack: those that orders wait for first, then the shop's own, then the platform's. */
export function suggestMappings({ platformCodes, shopMethods, seen, mapped, types }: SuggestionFacts): SuggestedMapping[] {
  const found = new Map<string, SuggestedMapping>()
  const note = (code: string, source: SuggestedMapping['sources'][number], name: SuggestedMapping['name'], waiting = 0) => {
    const platformCode = code.trim()
    if (platformCode === '' || mapped.includes(platformCode)) return
    const known = found.get(platformCode) ?? { platformCode, name: null, waiting: 0, sources: [], suggestedTypeCode: null }
    known.sources = known.sources.includes(source) ? known.sources : [...known.sources, source]
    known.name ??= name
    known.waiting += waiting
    found.set(platformCode, known)
  }
  for (const { code, name } of platformCodes) note(code, 'platform', name)
  for (const { code, name, enabled } of shopMethods) if (enabled) note(code, 'shop', { en: name, zh: name })
  for (const { platformCode, name, waiting } of seen) note(platformCode, 'orders', name === null ? null : { en: name, zh: name }, waiting)

  const rank = ({ sources }: SuggestedMapping) => (sources.includes('shop') ? 0 : sources.includes('orders') ? 1 : 2)
  const suggestions = [...found.values()].sort((a, b) => b.waiting - a.waiting || rank(a) - rank(b))
  return suggestions.map((each) => ({ ...each, suggestedTypeCode: mostLikelyType(`${each.platformCode} ${each.name?.en ?? ''} ${each.name?.zh ?? ''}`, types) }))
}

/** Words by which people say who carries. The first that a text has, counts. */
const carrierWords: readonly RegExp[] = [
  /7-?11|7-eleven|seven.?eleven|統一超商/, /family.?mart|全家/, /hi-?life|萊爾富/, /ok.?mart|ok 超商|ok超商/,
  /t-?cat|黑貓|takkyubin/, /hct|新竹/, /pelican|宅配通/, /kerry|嘉里|大榮/, /(^|\W)sf(\W|$)|順豐/, /post|郵政|郵局/,
]
const frozenWords = /frozen|freez|冷凍/
const coldWords = /cold|chill|refrigerat|冷鏈|冷藏|低溫/
const selfPickupWords = /self.?pick.?up|warehouse|自取/
const storeWords = /超商|convenience|store.?pick|取貨/
const cashWords = /cod(\W|$)|cash|貨到付款|取貨付款/

/** What a text says of the way of shipping, as far as it says anything. */
function traitsOf(text: string) {
  const lower = text.toLowerCase()
  const carrier = carrierWords.findIndex((word) => word.test(lower))
  const delivery: Delivery = selfPickupWords.test(lower) ? 'self_pickup' : (carrier >= 0 && carrier <= 3) || storeWords.test(lower) ? 'convenience_store' : 'home'
  const temperature: Temperature | 'cold' = frozenWords.test(lower) ? 'frozen' : coldWords.test(lower) ? 'cold' : 'ambient'
  return { carrier, delivery, temperature, cash: cashWords.test(lower) }
}

/** Way and temperature must fit and cash must be collectable where it is to be collected; the same carrier is best, then whoever comes first. */
function mostLikelyType(text: string, types: readonly TypeToSuggest[]): string | null {
  const wanted = traitsOf(text)
  const fitting = types.filter((type) => {
    if (type.delivery !== wanted.delivery || (wanted.cash && !type.collectsCash)) return false
    return wanted.temperature === 'cold' ? type.temperature !== 'ambient' : type.temperature === wanted.temperature
  })
  const carrierOf = (type: TypeToSuggest) => traitsOf(`${type.code.replaceAll('_', ' ')} ${type.name.en} ${type.name.zh} ${type.carrier}`).carrier
  if (wanted.carrier >= 0) return fitting.find((type) => carrierOf(type) === wanted.carrier)?.code ?? null
  // A store pickup of an unnamed chain could be any of them.
  return wanted.delivery === 'convenience_store' ? null : (fitting[0]?.code ?? null)
}
