import { diag, DiagLogLevel } from '@opentelemetry/api'
import { ExportResultCode, setGlobalErrorHandler } from '@opentelemetry/core'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from '../logger.ts'

/** A collector that is away is said once, and once more when it takes traces again; an exporter fails every few seconds meanwhile. */
export function tellingExporter(exporter: SpanExporter, log: Logger): SpanExporter {
  let failing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS
        if (failed && !failing) log.warn({ reason: result.error?.message ?? null }, 'traces cannot be sent; those of this time are lost')
        if (!failed && failing) log.info('traces are sent again')
        failing = failed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush!() } : {}),
  }
}

const mostKept = 100

/** What OpenTelemetry itself complains of, such as a variable that it cannot read: each sentence once. */
export function tellComplaints(log: Logger): void {
  const told = new Set<string>()
  const tell = (complaint: string) => {
    if (told.has(complaint) || told.size >= mostKept) return
    told.add(complaint)
    log.warn({ part: 'tracing' }, complaint)
  }
  diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  // Exports that fail come here, too, and were told of.
  setGlobalErrorHandler((err) => log.debug({ err }, 'a span was not sent'))
}
