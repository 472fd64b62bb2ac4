import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider, type Sampler } from '@opentelemetry/sdk-trace'
import type { Environment } from '../config/environment.ts'
import type { Logger } from '../logger.ts'
import { tellComplaints, tellingExporter } from './trace-troubles.ts'

/** Loaded only where tracing is asked for: it is most of a megabyte. The exporter reads endpoint, headers and time-out from the standard variables itself. */
export function startSdk(environment: Environment, version: string, log: Logger): () => Promise<void> {
  tellComplaints(log)
  const exporter = tellingExporter(new OTLPTraceExporter(), log)
  const processor = new BatchSpanProcessor({ exporter, ...positive('scheduledDelayMillis', environment['OTEL_BSP_SCHEDULE_DELAY']), ...positive('maxQueueSize', environment['OTEL_BSP_MAX_QUEUE_SIZE']) })
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'crossdock', 'service.version': version }))
    .merge(detectResources({ detectors: [envDetector] }))
  const provider = new TracerProvider({ resource, sampler: samplerOf(environment), spanProcessors: [processor] })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  return () => provider.shutdown()
}

/** `OTEL_TRACES_SAMPLER`, of which the names that the specification requires are known. */
export function samplerOf(environment: Environment): Sampler {
  const ratio = Number(environment['OTEL_TRACES_SAMPLER_ARG'] ?? 1)
  const name = environment['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on'
  const root = name.endsWith('always_off') ? new AlwaysOffSampler() : name.endsWith('traceidratio') ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler()
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}

const positive = (option: string, value: string | undefined) => (Number(value) > 0 ? { [option]: Number(value) } : {})
