/** What stands in the way, read from a hold's `detail`. What a hold does not have is empty. */
export interface HoldFacts {
  code: string | null
  codeName: string | null
  /** SKUs that match no product; a line without a SKU is known by its title. */
  unknown: { sku: string; title: string }[]
  missing: { sku: string; missing: number }[]
  channel: string | null
  afterShipping: boolean
  /** The store said so with its refusal of the shipment. */
  toldByShipment: boolean
  /** The number that the store was told, and what the parcel bears since. */
  told: string | null
  trackingNumber: string | null
  carrier: string | null
  changes: OrderDifference[]
}

export interface OrderDifference {
  field: string
  before: string | null
  after: string | null
}

export function holdFacts(detail: Record<string, unknown>): HoldFacts {
  return {
    code: textOf(detail['code']),
    codeName: textOf(detail['name']),
    unknown: recordsOf(detail['skus']).map((each) => ({ sku: textOf(each['sku']) ?? '', title: textOf(each['title']) ?? '' })),
    missing: recordsOf(detail['lines']).map((each) => ({ sku: textOf(each['sku']) ?? '', missing: Number(each['missing'] ?? 0) })),
    channel: textOf(detail['channel']),
    afterShipping: detail['afterShipping'] === true,
    toldByShipment: detail['toldBy'] === 'shipment',
    told: textOf(detail['told']),
    trackingNumber: textOf(detail['trackingNumber']),
    carrier: textOf(detail['carrier']),
    changes: differencesOf(detail['changes']),
  }
}

export function differencesOf(value: unknown): OrderDifference[] {
  return recordsOf(value).map((each) => ({ field: textOf(each['field']) ?? '', before: textOf(each['before']), after: textOf(each['after']) }))
}

export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
