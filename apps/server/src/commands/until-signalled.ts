import type { Running } from './start.ts'

const drainMs = 25_000
/** Who ends us by SIGTERM may have a proxy before us, which asks every second or so whether we are ready. */
const noticeOfProxyMs = 3_000
/** A terminal and npm pass one Ctrl-C on twice, within milliseconds. */
const sameSignalMs = 1_000

/**
 * Keeps the process until Ctrl-C or SIGTERM, then stops in order; a second signal, or 25 seconds, end it at once.
 * @param begin given a way to say that the process cannot go on
 */
export async function runUntilSignalled(begin: (fail: (err: Error) => void) => Promise<Running>): Promise<void> {
  const { promise: over, resolve: end } = Promise.withResolvers<Error | null>()
  let signalledAt: number | undefined
  let noticeMs = 0
  const onSignal = (signal: NodeJS.Signals) => {
    signalledAt ??= Date.now()
    if (signal === 'SIGTERM') noticeMs = noticeOfProxyMs
    if (Date.now() - signalledAt > sameSignalMs) process.exit(1)
    end(null)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  const running = await begin(end)
  const failure = await over
  process.stderr.write(failure ? `${failure.message}\nStopping …\n` : 'Stopping …\n')
  const force = setTimeout(() => {
    process.stderr.write(`Not everything stopped within ${drainMs / 1000} s.\n`)
    process.exit(1)
  }, drainMs)
  await running.stop(noticeMs)
  clearTimeout(force)
  process.exit(failure ? 1 : 0)
}
