export type WireErrorCode =
  | 'aborted'
  | 'bad_certificate'
  | 'connect_timeout'
  | 'connection_failed'
  | 'connection_lost'
  | 'connection_refused'
  | 'host_not_found'
  | 'invalid_request'
  | 'not_http'
  | 'response_too_large'
  | 'timeout'
  | 'tls_failed'
  | 'unreadable_encoding'

/** A call without a readable answer. `sent` says whether the platform may have read it. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: WireErrorCode
  readonly sent: boolean

  constructor(code: WireErrorCode, message: string, sent: boolean) {
    super(message)
    this.code = code
    this.sent = sent
  }
}

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'CERT_SIGNATURE_FAILURE', 'CERT_CHAIN_TOO_LONG',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'ERR_TLS_CERT_ALTNAME_INVALID', 'INVALID_CA', 'INVALID_PURPOSE', 'HOSTNAME_MISMATCH',
])

/** @param sent whether the request had begun to be written */
export function wireErrorFrom(err: unknown, sent: boolean): WireError {
  if (err instanceof WireError) return err
  const code = codeOf(err)
  const describe = (name: WireErrorCode, sentence: string, reached = sent): WireError => new WireError(name, `${sentence} (${code})`, reached)
  if (certificateCodes.has(code)) return describe('bad_certificate', "The platform's certificate is not valid or not trusted.", false)
  switch (code) {
    case 'ECONNREFUSED':
      return describe('connection_refused', 'The platform refuses connections.', false)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'ENODATA':
      return describe('host_not_found', "The platform's host name cannot be resolved.", false)
    case 'UND_ERR_CONNECT_TIMEOUT':
      return describe('connect_timeout', 'The platform did not accept the connection in time.', false)
    case 'UND_ERR_HEADERS_OVERFLOW':
      return describe('response_too_large', 'The headers of the answer are larger than is taken.')
    case 'UND_ERR_INVALID_ARG':
      return describe('invalid_request', 'The request cannot be sent as it is.', false)
  }
  if (code.startsWith('HPE')) return describe('not_http', 'What answered does not speak HTTP as agreed.')
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return describe('tls_failed', 'No secure connection came about.', false)
  return sent ? describe('connection_lost', 'The connection broke before the answer was complete.') : describe('connection_failed', 'No connection came about.')
}

function codeOf(err: unknown): string {
  // Several addresses were tried: the first failure speaks for all.
  if (err instanceof AggregateError && !('code' in err && err.code)) return codeOf(err.errors[0])
  // What does not parse has a code of its own only at times.
  if (err instanceof Error && err.name === 'HTTPParserError') return 'HPE'
  return err instanceof Error && 'code' in err && typeof err.code === 'string' ? err.code : 'unknown'
}
