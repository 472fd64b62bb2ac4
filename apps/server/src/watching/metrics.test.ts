import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

const metrics = createMetrics({ version: '1.2.3', platformOf: (origin) => (origin === 'https://store.example' ? 'store' : 'other') })
const definitions = await metrics.registry.getMetricsAsJSON()
const docs = (file: string) => readFileSync(new URL(`../../../../docs/observability/${file}`, import.meta.url), 'utf8')
const labelsOf = (name: string) => (metrics.registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames

it('has names, kinds and labels that dashboards may stand on', () => {
  const ours = definitions.filter(({ name }) => !/^crossdock_(nodejs|process)_/.test(name) || name.startsWith('crossdock_processes'))
  expect(ours.map(({ name, type }) => `${name} ${type} ${[...labelsOf(name)].sort().join(',')}`.trim()).sort()).toEqual([
    'crossdock_accounts gauge platform,status',
    'crossdock_alerts_open gauge kind',
    'crossdock_build_info gauge version',
    'crossdock_database_connections gauge pool,state',
    'crossdock_database_up gauge',
    'crossdock_fetch_last_success_timestamp_seconds gauge platform',
    'crossdock_fetch_run_duration_seconds histogram platform,result',
    'crossdock_holds gauge reason',
    'crossdock_http_request_duration_seconds histogram method,route,status',
    'crossdock_job_duration_seconds histogram job,result',
    'crossdock_outbox_oldest_write_age_seconds gauge kind',
    'crossdock_outbox_overdue_seconds gauge kind',
    'crossdock_outbox_refused_last_day gauge',
    'crossdock_outbox_writes gauge kind,state',
    'crossdock_platform_breaker_open gauge platform',
    'crossdock_platform_call_duration_seconds histogram platform,purpose,status_class',
    'crossdock_processes_alive gauge role',
    'crossdock_queue_jobs gauge job',
    'crossdock_queue_oldest_job_age_seconds gauge job',
    'crossdock_slots_due gauge',
    'crossdock_slots_oldest_age_seconds gauge',
    'crossdock_token_refreshes_total counter platform,result',
  ])
  for (const name of ['crossdock_nodejs_eventloop_lag_p99_seconds', 'crossdock_process_resident_memory_bytes']) expect(definitions.map((each) => each.name)).toContain(name)
})

it.each(['alerts.yml', 'grafana-dashboard.json'])('%s uses no metric that does not exist, and no label that it lacks', (file) => {
  const text = docs(file)
  const used = [...new Set([...text.matchAll(/\bcrossdock_[a-z0-9_]+/g)].map(([name]) => name))]
  const base = (name: string) => (metrics.registry.getSingleMetric(name) ? name : name.replace(/_(bucket|sum|count)$/, ''))
  expect(used.filter((name) => !metrics.registry.getSingleMetric(base(name)))).toEqual([])
  expect(used.length).toBeGreaterThan(10)
  for (const [, name, selector] of text.matchAll(/\b(crossdock_[a-z0-9_]+)\{([^}]*)\}/g)) {
    for (const [, label] of selector!.matchAll(/(\w+)\s*=~?\\?"/g)) expect(labelsOf(base(name!))).toContain(label)
  }
})

it('counts what goes through the call log, by class of answer, and how refreshes end', async () => {
  const kept: unknown[] = []
  const observer = metrics.counting({ of: () => (call) => void kept.push(call) }).of({ merchantId: 'm', id: 'a' })
  const call = { at: new Date(), purpose: 'orders.list', method: 'GET', url: 'https://store.example/api/orders?since=1', requestHeaders: {}, requestBody: null, status: 429 as number | null, responseHeaders: {}, responseBody: null, durationMs: 120, attempt: 1, failure: null as null | { kind: string; code: string; message: string } }
  observer(call)
  observer({ ...call, status: null, failure: { kind: 'unavailable', code: 'timeout', message: '' } })
  observer({ ...call, purpose: 'token.refresh', status: 400, failure: { kind: 'auth', code: 'invalid_grant', message: '' } })
  metrics.breaker('https://store.example', true)
  const text = await metrics.registry.metrics()
  expect(kept).toHaveLength(3)
  for (const line of [
    'crossdock_platform_call_duration_seconds_count{platform="store",purpose="orders.list",status_class="4xx"} 1',
    'crossdock_platform_call_duration_seconds_count{platform="store",purpose="orders.list",status_class="none"} 1',
    'crossdock_token_refreshes_total{platform="store",result="invalid_grant"} 1',
    'crossdock_platform_breaker_open{platform="store"} 1',
    'crossdock_build_info{version="1.2.3"} 1',
  ]) expect(text).toContain(line)
  expect(text).not.toContain('since=1')
})
