/** Deadlines and caps of one call to a platform. Times are in ms. */
export interface HttpLimits {
  connectMs: number
  /** From the request to the end of the answer's headers. */
  headersMs: number
  /** Between two pieces of the answer's body. */
  bodyGapMs: number
  /** One try, from first to last. */
  wholeMs: number
  /** Of the answer's body, decoded. */
  bodyBytes: number
  /** Tries of one call, the first included. */
  tries: number
  backoffBaseMs: number
  backoffCapMs: number
  /** The longest wait that a platform may ask for and a caller sits out. */
  patienceMs: number
}

export const httpLimits: HttpLimits = {
  connectMs: 5_000,
  headersMs: 15_000,
  bodyGapMs: 10_000,
  wholeMs: 60_000,
  bodyBytes: 10 * 1024 * 1024,
  tries: 5,
  backoffBaseMs: 500,
  backoffCapMs: 60_000,
  patienceMs: 3_600_000,
}
