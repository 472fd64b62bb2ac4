/** Reasons that the system finds by itself and lifts by itself when the cause goes. */
export const systemHoldReasons = [
  'unmapped_shipping_code',
  'unknown_product',
  'insufficient_stock',
  'sales_channel_disabled',
  'canceled_on_platform',
  'changed_on_platform',
  'tracking_differs',
] as const
/** Reasons that people give. */
export const personHoldReasons = ['merchant_request', 'address_issue', 'risk_control', 'wrong_store_number', 'other'] as const
export const holdReasons = [...systemHoldReasons, ...personHoldReasons] as const

export type SystemHoldReason = (typeof systemHoldReasons)[number]
export type PersonHoldReason = (typeof personHoldReasons)[number]
export type HoldReason = (typeof holdReasons)[number]

/** Whose move it is. */
export const holdOwners = ['warehouse', 'merchant'] as const
export type HoldOwner = (typeof holdOwners)[number]

const owners: Record<HoldReason, HoldOwner> = {
  unmapped_shipping_code: 'warehouse',
  unknown_product: 'warehouse',
  insufficient_stock: 'merchant',
  sales_channel_disabled: 'merchant',
  canceled_on_platform: 'warehouse',
  changed_on_platform: 'warehouse',
  tracking_differs: 'merchant',
  merchant_request: 'merchant',
  address_issue: 'merchant',
  risk_control: 'merchant',
  wrong_store_number: 'merchant',
  other: 'warehouse',
}

export function ownerOf(reason: HoldReason): HoldOwner {
  return owners[reason]
}

/** A person may lift these; the others go when their cause goes, since lifting them would let the order go by default. */
export const releasableByPerson: readonly HoldReason[] = [...personHoldReasons, 'canceled_on_platform', 'changed_on_platform', 'tracking_differs']
