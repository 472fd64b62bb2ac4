import type { Manifest } from '@crossdock/connector-kit'

export const scopes = ['shop:read', 'orders:read', 'fulfillments:write', 'inventory:write', 'webhooks:write'] as const

export const manifest: Manifest = {
  platform: 'liteshop',
  name: 'Liteshop',
  shippingCodes: [
    { code: 'homedelivery', name: { en: 'Home delivery', zh: '宅配' } },
    { code: 'homedelivery_cod', name: { en: 'Home delivery, cash on delivery', zh: '宅配（貨到付款）' } },
    { code: '7-11', name: { en: '7-11 pickup', zh: '7-11 取貨' } },
    { code: '7-11_cod', name: { en: '7-11 pickup, cash on pickup', zh: '7-11 取貨付款' } },
    { code: 'familymart', name: { en: 'FamilyMart pickup', zh: '全家取貨' } },
    { code: 'familymart_cod', name: { en: 'FamilyMart pickup, cash on pickup', zh: '全家取貨付款' } },
    { code: 'hilife', name: { en: 'Hi-Life pickup', zh: '萊爾富取貨' } },
    { code: 'okmart', name: { en: 'OK mart pickup', zh: 'OK 超商取貨' } },
    { code: 'coldchain', name: { en: 'Cold-chain delivery', zh: '冷鏈宅配' } },
    { code: 'coldchain_cod', name: { en: 'Cold-chain delivery, cash on delivery', zh: '冷鏈宅配（貨到付款）' } },
    { code: 'selfpickup', name: { en: 'Self pickup', zh: '自取' } },
  ],
  scopes,
  permissions: { orders: 'orders:read', tracking: 'fulfillments:write', stock: 'inventory:write', webhooks: 'webhooks:write' },
}
