import type { Environment } from '../config/environment.ts'
import type { Logger } from '../logger.ts'

/**
 * Starts OpenTelemetry where the standard variables ask for it, and loads nothing of it otherwise.
 * @returns sends what is left, and ends it
 */
export async function startTracing(environment: Environment, version: string, log: Logger): Promise<() => Promise<void>> {
  const wanted = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT']
  if (!wanted || environment['OTEL_SDK_DISABLED'] === 'true' || environment['OTEL_TRACES_EXPORTER'] === 'none') return async () => {}
  const { startSdk } = await import('./tracing-sdk.ts')
  return startSdk(environment, version, log)
}
