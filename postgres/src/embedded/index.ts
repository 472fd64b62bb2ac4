export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.ts'
export { startEmbedded, type EmbeddedPostgres, type EmbeddedPostgresExit, type EmbeddedPostgresOptions } from './start.ts'
