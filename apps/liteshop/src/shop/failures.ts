/** A rule of the shop was broken; the API, the pages and the control API each say it in their own way. */
export class ShopFailure extends Error {
  override name = 'ShopFailure'
  code: FailureCode

  constructor(code: FailureCode, message: string) {
    super(message)
    this.code = code
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
