import type { CallObserver, CallWatch } from '@crossdock/connector-kit'
import type { CallLog } from '@crossdock/flows/ports'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What is counted and measured in this process, for Prometheus. Names are promises: dashboards and alert rules stand on
 * them. Labels are few and bounded; no merchant, account or order is ever one.
 */
export interface Metrics {
  registry: Registry
  /** A request was answered. `route` is a pattern, never an address with ids. */
  answered(request: { method: string; route: string; status: number; seconds: number }): void
  /** A job was done, or failed. */
  worked(job: { job: string; result: 'done' | 'failed'; seconds: number }): void
  fetched(run: { platform: string; result: string; seconds: number }): void
  /** The call log, counting what goes through it. */
  counting(calls: CallLog): CallLog
  /** What connectors tell. */
  breaker: NonNullable<CallWatch['breaker']>
  gauges: DatabaseGauges
}

export interface DatabaseGauges {
  up: Gauge
  pool: Gauge<'pool' | 'state'>
  queueJobs: Gauge<'job'>
  queueAge: Gauge<'job'>
  outboxWrites: Gauge<'kind' | 'state'>
  outboxAge: Gauge<'kind'>
  outboxOverdue: Gauge<'kind'>
  outboxRefused: Gauge
  slotsDue: Gauge
  slotsAge: Gauge
  accounts: Gauge<'platform' | 'status'>
  lastSuccess: Gauge<'platform'>
  holds: Gauge<'reason'>
  processes: Gauge<'role'>
  alerts: Gauge<'kind'>
}

const callBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const workBuckets = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600]

/** @param platformOf a platform's name by the origin that it is called at */
export function createMetrics({ version, platformOf }: { version: string; platformOf: (origin: string) => string }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'crossdock_' })
  new Gauge({ name: 'crossdock_build_info', help: 'The version that runs; always 1', labelNames: ['version'], registers }).set({ version }, 1)
  const requests = new Histogram({ name: 'crossdock_http_request_duration_seconds', help: 'Answers of the API', labelNames: ['method', 'route', 'status'], buckets: callBuckets, registers })
  const jobs = new Histogram({ name: 'crossdock_job_duration_seconds', help: 'Jobs of this process', labelNames: ['job', 'result'], buckets: workBuckets, registers })
  const runs = new Histogram({ name: 'crossdock_fetch_run_duration_seconds', help: 'Fetch runs that ended in this process, from their start to their end', labelNames: ['platform', 'result'], buckets: workBuckets, registers })
  const calls = new Histogram({ name: 'crossdock_platform_call_duration_seconds', help: 'Calls to platforms, each try by itself; status_class is none where no answer came', labelNames: ['platform', 'purpose', 'status_class'], buckets: callBuckets, registers })
  const refreshes = new Counter({ name: 'crossdock_token_refreshes_total', help: 'Token pairs asked for anew', labelNames: ['platform', 'result'], registers })
  const breakers = new Gauge({ name: 'crossdock_platform_breaker_open', help: '1 while a platform is taken for down, and only probed', labelNames: ['platform'], registers })
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) => new Gauge<Label>({ name: `crossdock_${name}`, help, labelNames, registers })

  const observer = (next: CallObserver): CallObserver => (call) => {
    const platform = platformOf(URL.parse(call.url)?.origin ?? '')
    calls.observe({ platform, purpose: call.purpose, status_class: call.status === null ? 'none' : `${Math.floor(call.status / 100)}xx` }, call.durationMs / 1000)
    if (call.purpose === 'token.refresh') refreshes.inc({ platform, result: call.failure === null ? 'ok' : call.failure.kind === 'auth' ? call.failure.code : call.failure.kind })
    next(call)
  }
  return {
    registry,
    answered: ({ method, route, status, seconds }) => requests.observe({ method, route, status: String(status) }, seconds),
    worked: ({ job, result, seconds }) => jobs.observe({ job, result }, seconds),
    fetched: ({ platform, result, seconds }) => runs.observe({ platform, result }, seconds),
    counting: (log) => ({ ...log, of: (account, ...rest) => observer(log.of(account, ...rest)) }),
    breaker: (origin, open) => breakers.set({ platform: platformOf(origin) }, open ? 1 : 0),
    gauges: {
      up: gauge('database_up', '1 while the database answers this process'),
      pool: gauge('database_connections', 'Connections of this process, by pool; waiting are requests for one', ['pool', 'state']),
      queueJobs: gauge('queue_jobs', 'Jobs that could be taken now', ['job']),
      queueAge: gauge('queue_oldest_job_age_seconds', 'Since when the oldest of them could be', ['job']),
      outboxWrites: gauge('outbox_writes', 'Writes to platforms that are not settled', ['kind', 'state']),
      outboxAge: gauge('outbox_oldest_write_age_seconds', 'Since when the oldest of them is planned', ['kind']),
      outboxOverdue: gauge('outbox_overdue_seconds', 'Since when one is due whose account is connected', ['kind']),
      outboxRefused: gauge('outbox_refused_last_day', 'Writes that platforms refused in the last 24 hours'),
      slotsDue: gauge('slots_due', 'Slots that have come and that no worker has claimed'),
      slotsAge: gauge('slots_oldest_age_seconds', 'Since when the oldest of them has come'),
      accounts: gauge('accounts', 'EC accounts', ['platform', 'status']),
      lastSuccess: gauge('fetch_last_success_timestamp_seconds', 'When a fetch run succeeded last', ['platform']),
      holds: gauge('holds', 'Active holds', ['reason']),
      processes: gauge('processes_alive', 'Processes that were heard of in the last minute', ['role']),
      alerts: gauge('alerts_open', 'Alerts that are open', ['kind']),
    },
  }
}
