import pino from 'pino'
import type { Config } from './config/config.ts'
import { currentTraceId } from './watching/trace.ts'
import { currentTrail } from './watching/trail.ts'

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
    // What the line belongs to: the request or the job, and the trace where there is one.
    mixin() {
      const traceId = currentTraceId()
      return traceId === null ? { ...currentTrail() } : { ...currentTrail(), traceId }
    },
    mixinMergeStrategy: (line, trail) => ({ ...line, ...trail, ...line }),
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

/** Names and messages come from outside: none may begin a line of its own, or speak to the terminal. */
// eslint-disable-next-line no-control-regex
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (sign) => (sign === '\n' ? '\\n' : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`))

/** SIGUSR2 makes the log speak of everything, and once more as it was configured. @returns stops listening */
export function letLevelChange(log: Logger, configured: Config['logLevel'], on: Pick<NodeJS.Process, 'on' | 'off'> = process): () => void {
  const change = () => {
    log.level = log.level === 'debug' ? configured : 'debug'
    log[log.level === 'debug' ? 'debug' : 'info']({ logLevel: log.level }, 'the log level was changed')
  }
  on.on('SIGUSR2', change)
  return () => void on.off('SIGUSR2', change)
}

const colours: Record<string, string> = { debug: '\x1b[90m', info: '\x1b[36m', warn: '\x1b[33m', error: '\x1b[31m', fatal: '\x1b[31m' }

function prettyLine(line: string): string {
  const { time, level, msg, err, ...facts } = JSON.parse(line) as { time: string; level: string; msg?: string; err?: { message: string; stack?: string } } & Record<string, unknown>
  const rest = Object.entries(facts).map(([key, value]) => `${key}=${typeof value === 'string' ? oneLine(value) : JSON.stringify(value)}`)
  const said = [msg && oneLine(msg), ...(err ? [oneLine(err.message)] : []), ...rest].filter(Boolean).join('  ')
  const stack = err?.stack && level !== 'warn' ? `\n${err.stack.split('\n').filter((each) => /^ {4}at /.test(each)).map(oneLine).join('\n')}` : ''
  return `\x1b[90m${time.slice(11, 19)}\x1b[0m ${colours[level] ?? ''}${level.padEnd(5)}\x1b[0m ${said}${stack}\n`
}
