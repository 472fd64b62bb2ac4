import type { Delivery, Temperature } from './vocabulary.ts'

/** How the warehouse ships: carrier, temperature, home or store, and whether the carrier may collect cash. */
export interface ShippingTypePreset {
  code: string
  name: { en: string; zh: string }
  carrier: string
  temperature: Temperature
  delivery: Delivery
  collectsCash: boolean
}

export const customShippingTypePrefix = 'custom_'

const home = (code: string, en: string, zh: string, carrier: string, temperature: Temperature = 'ambient', collectsCash = true): ShippingTypePreset => ({
  code, name: { en, zh }, carrier, temperature, delivery: 'home', collectsCash,
})
const store = (code: string, en: string, zh: string, carrier: string, temperature: Temperature = 'ambient'): ShippingTypePreset => ({
  code, name: { en, zh }, carrier, temperature, delivery: 'convenience_store', collectsCash: true,
})

/** Taiwan's usual carriers and pickups. A warehouse enables those that it works with. */
export const shippingTypePresets: readonly ShippingTypePreset[] = [
  home('tcat', 'T-Cat home delivery', '黑貓宅急便', 'T-Cat'),
  home('tcat_chilled', 'T-Cat chilled', '黑貓宅急便（冷藏）', 'T-Cat', 'chilled'),
  home('tcat_frozen', 'T-Cat frozen', '黑貓宅急便（冷凍）', 'T-Cat', 'frozen'),
  home('hct', 'HCT home delivery', '新竹物流', 'HCT'),
  home('pelican', 'Pelican home delivery', '台灣宅配通', 'Pelican'),
  home('pelican_chilled', 'Pelican chilled', '台灣宅配通（冷藏）', 'Pelican', 'chilled'),
  home('kerry', 'Kerry TJ home delivery', '嘉里大榮', 'Kerry TJ'),
  home('sf', 'SF Express', '順豐速運', 'SF Express'),
  home('post', 'Chunghwa Post parcel', '中華郵政包裹', 'Chunghwa Post', 'ambient', false),
  store('seven_eleven', '7-ELEVEN pickup', '7-ELEVEN 超商取貨', '7-ELEVEN'),
  store('seven_eleven_frozen', '7-ELEVEN frozen pickup', '7-ELEVEN 超商取貨（冷凍）', '7-ELEVEN', 'frozen'),
  store('familymart', 'FamilyMart pickup', '全家超商取貨', 'FamilyMart'),
  store('familymart_frozen', 'FamilyMart frozen pickup', '全家超商取貨（冷凍）', 'FamilyMart', 'frozen'),
  store('hilife', 'Hi-Life pickup', '萊爾富超商取貨', 'Hi-Life'),
  store('okmart', 'OK mart pickup', 'OK 超商取貨', 'OK mart'),
  { code: 'self_pickup', name: { en: 'Pickup at the warehouse', zh: '倉庫自取' }, carrier: 'Warehouse', temperature: 'ambient', delivery: 'self_pickup', collectsCash: false },
]
