import pino from 'pino'
import type { Config } from './config/config.ts'

export type Logger = pino.Logger

/** Members that never reach a log, wherever they stand. */
const secretMembers = ['password', 'token', 'authorization', 'cookie', 'secret', 'accessToken', 'refreshToken', 'clientSecret', 'key']

/**
 * JSON lines to stdout; on a terminal, short lines for people.
 * @param out where lines go, so that tests can read them
 */
export function createLogger(config: Pick<Config, 'logLevel' | 'logFormat'>, out: NodeJS.WritableStream & { isTTY?: boolean } = process.stdout): Logger {
  const pretty = config.logFormat === null ? out.isTTY === true : config.logFormat === 'pretty'
  const options: pino.LoggerOptions = {
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretMembers.flatMap((member) => [member, `*.${member}`, `*.*.${member}`]), censor: '[secret]' },
    serializers: { err: errorFacts },
  }
  return pino(options, pretty ? { write: (line: string) => void out.write(prettyLine(line)) } : out)
}

/** Of an error: what a maintainer needs, and none of the values that a database error quotes from rows. */
function errorFacts(err: unknown): Record<string, unknown> {
  if (!(err instanceof Error)) return { message: String(err) }
  const { code, constraint, table } = err as { code?: unknown; constraint?: unknown; table?: unknown }
  return {
    type: err.name,
    message: err.message,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint, table }),
    stack: err.stack,
    ...(err.cause === undefined ? {} : { cause: errorFacts(err.cause) }),
  }
}

const colours: Record<string, string> = { debug: '\x1b[90m', info: '\x1b[36m', warn: '\x1b[33m', error: '\x1b[31m', fatal: '\x1b[31m' }

function prettyLine(line: string): string {
  const { time, level, msg, err, ...facts } = JSON.parse(line) as { time: string; level: string; msg?: string; err?: { message: string; stack?: string } } & Record<string, unknown>
  const rest = Object.entries(facts).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const said = [msg, ...(err ? [err.message] : []), ...rest].filter(Boolean).join('  ')
  const stack = err?.stack && level !== 'warn' ? `\n${err.stack}` : ''
  return `\x1b[90m${time.slice(11, 19)}\x1b[0m ${colours[level] ?? ''}${level.padEnd(5)}\x1b[0m ${said}${stack}\n`
}
