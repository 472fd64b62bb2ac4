/** What is wrong with one field of a request. */
export interface FieldRefusal {
  /** Dotted, such as `lines.0.sku`. */
  path: string
  code: string
  /** In English; `{name}` stands for one of the params. Whoever answers the request puts it into the caller's language. */
  message: string
  params?: Record<string, string | number>
}

/**
 * A use case's "no", with the code that the contract's catalogue puts into words. Nothing was changed.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly params: Record<string, string | number>
  /** Which fields of the request it is about. */
  readonly errors: FieldRefusal[]

  constructor(code: string, params: Record<string, string | number> = {}, errors: FieldRefusal[] = []) {
    super(`${code} ${JSON.stringify(params)}`)
    this.code = code
    this.params = params
    this.errors = errors
  }
}

/**
 * A form that was filled in over what somebody else has saved since overwrites nothing.
 * @param read the version that the form was made from; undefined where the caller does not mind
 * @throws Refusal `version_conflict`
 */
export function refuseStale(read: number | undefined, kept: number): void {
  if (read !== undefined && read !== kept) throw new Refusal('version_conflict')
}
