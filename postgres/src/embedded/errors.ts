export type EmbeddedPostgresErrorCode =
  | 'platform-unsupported'
  | 'binaries-missing'
  | 'account-missing'
  | 'data-of-another-account'
  | 'version-mismatch'
  | 'socket-directory-taken'
  | 'initdb-failed'
  | 'start-failed'
  | 'start-too-slow'

/** Every failure of the embedded PostgreSQL. The message is a sentence for the person at the terminal and says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
  readonly code: EmbeddedPostgresErrorCode

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
