import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api'
import type { CallWatch } from '@crossdock/connector-kit'
import type { Store } from '@crossdock/flows/ports'

/*
 * Spans: request → transaction → job → call to a platform. Without an SDK (see start-tracing.ts) all of this does nothing.
 * Attributes are names and numbers of ours; never an address with ids, a body, a token or a person.
 */

const tracer = trace.getTracer('crossdock')

async function spanned<Result>(name: string, kind: SpanKind, attributes: Attributes, parent: Context, work: () => Promise<Result>): Promise<Result> {
  return tracer.startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work()
    } catch (err) {
      span.setStatus({ code: SpanStatusCode.ERROR })
      span.setAttribute('error.type', err instanceof Error ? ((err as { code?: unknown }).code !== undefined ? String((err as { code?: unknown }).code) : err.name) : 'unknown')
      throw err
    } finally {
      span.end()
    }
  })
}

/** The ids of the span under way, for the log; null when nothing is traced. */
export function currentTraceId(): string | null {
  const span = trace.getSpanContext(context.active())
  return span ? span.traceId : null
}

/** `traceparent` of the span under way, to go with what is done later or elsewhere. */
export function currentTraceparent(): string | undefined {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier['traceparent']
}

const parentOf = (traceparent: string | undefined) => (traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent }))

/** Goes on with a request inside its span; `end` when it is answered. */
export function traceRequest(method: string, traceparent: string | undefined, next: () => void): (route: string, status: number) => void {
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } }, parentOf(traceparent))
  context.with(trace.setSpan(context.active(), span), next)
  return (route, status) => {
    span.updateName(`${method} ${route}`)
    span.setAttributes({ 'http.route': route, 'http.response.status_code': status })
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }
}

export const traceJob = <Result>(job: string, id: string, traceparent: string | undefined, work: () => Promise<Result>): Promise<Result> =>
  spanned(`job ${job}`, SpanKind.CONSUMER, { 'messaging.operation.type': 'process', 'messaging.destination.name': job, 'messaging.message.id': id }, parentOf(traceparent), work)

/** A store whose transactions are spans. */
export function tracedStore(store: Store): Store {
  return { transact: (scope, work) => spanned('transaction', SpanKind.INTERNAL, { 'db.system.name': 'postgresql' }, context.active(), () => store.transact(scope, work)) }
}

/** Around each try of a call to a platform; the platform is told of the trace. */
export const traceCall: NonNullable<CallWatch['around']> = ({ purpose, method, origin }, send) =>
  spanned(`call ${purpose}`, SpanKind.CLIENT, { 'http.request.method': method, 'server.address': URL.parse(origin)?.hostname ?? '', 'crossdock.purpose': purpose }, context.active(), async () => {
    const carrier: Record<string, string> = {}
    propagation.inject(context.active(), carrier)
    const answer = await send(carrier)
    trace.getActiveSpan()?.setAttribute('http.response.status_code', answer.status)
    return answer
  })
