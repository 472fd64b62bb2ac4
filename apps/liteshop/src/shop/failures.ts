/** A rule of the shop was broken; the API, the pages and the control API each say it in their own way. */
export class ShopFailure extends Error {
  override name = 'ShopFailure'
  code: FailureCode
  /** What exactly was wrong with a request that people make by form; pages have words for each. */
  reason: RefusedInput | undefined

  constructor(code: FailureCode, message: string, reason?: RefusedInput) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

export type FailureCode =
  | 'invalid_request'
  | 'not_found'
  | 'order_cancelled'
  | 'already_shipped'
  | 'quantity_exceeds_fulfillable'
  | 'unknown_line'
  | 'invalid_tracking_number'

export type RefusedInput = 'code' | 'name' | 'fee' | 'recipient' | 'lines' | 'quantity' | 'method' | 'store_id' | 'postal_code' | 'not_unready' | 'parcels_left' | 'fault'
