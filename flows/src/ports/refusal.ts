/**
 * A use case's "no", with the code that the contract's catalogue puts into words. Nothing was changed.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly params: Record<string, string | number>
  /** Which fields of the request it is about. */
  readonly errors: { path: string; code: string; message: string }[]

  constructor(code: string, params: Record<string, string | number> = {}, errors: { path: string; code: string; message: string }[] = []) {
    super(`${code} ${JSON.stringify(params)}`)
    this.code = code
    this.params = params
    this.errors = errors
  }
}
