import { setTimeout as delay } from 'node:timers/promises'
import { jobs } from '@crossdock/flows/jobs'
import type { JobDefinition, JobQueue } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type pg from 'pg'
import { fromKysely, PgBoss } from 'pg-boss'
import type { Tx } from './database.ts'
import { openSlots } from './slots.ts'

/** Rows say what is to be done and when; a job that fails is not repeated by the queue but by the row's own next attempt. */
const queueOptions = { retryLimit: 0, expireInSeconds: 3600, deleteAfterSeconds: 3600, retentionSeconds: 86_400, notify: true } as const

export interface Queue {
  /** The queue as it is inside a transaction. */
  within(tx: Tx): JobQueue
  /** Begins to hand jobs of this name to a handler, so many at once. The handler never throws. */
  work(name: string, options: { atOnce: number }, handle: (payload: unknown, job: TakenJob) => Promise<void>): Promise<void>
  /** Stops taking jobs and waits for those under way. */
  stop(timeoutMs: number): Promise<void>
}

/** A job as it was taken. `traceparent` is of whoever enqueued it, where that was traced. */
export interface TakenJob {
  id: string
  traceparent?: string | undefined
}

/** Makes the queue's tables and lets the application's role enqueue in its own transactions. */
export async function migrateQueue(client: pg.Client, url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, application_name: 'crossdock migrate', supervise: false, schedule: false, max: 2 })
  boss.on('error', () => {})
  await boss.start()
  try {
    const existing = new Set((await boss.getQueues()).map((queue) => queue.name))
    for (const job of jobs) if (!existing.has(job.name)) await boss.createQueue(job.name, queueOptions)
  } finally {
    await boss.stop({ graceful: false, close: true })
  }
  await client.query(`
    grant usage on schema pgboss to crossdock_app;
    grant select, insert, update, delete on all tables in schema pgboss to crossdock_app;
    grant execute on all functions in schema pgboss to crossdock_app;
    alter default privileges in schema pgboss grant select, insert, update, delete on tables to crossdock_app;`)
}

export async function startQueue(options: { url: string; works: boolean; onError: (err: Error) => void; traceparent?: () => string | undefined }): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'crossdock queue',
    max: options.works ? 4 : 2,
    migrate: false,
    supervise: options.works,
    schedule: false,
    useListenNotify: options.works,
  })
  boss.on('error', options.onError)
  await boss.start()
  const endings: (() => Promise<void>)[] = []
  const dataOf = <Payload>(definition: JobDefinition<Payload>, payload: Payload) => {
    const traceparent = options.traceparent?.()
    return { ...(definition.payload.parse(payload) as object), ...(traceparent === undefined ? {} : { traceparent }) }
  }
  return {
    within: (tx) => ({
      async enqueue(definition, payload, startAfter) {
        await boss.send(definition.name, dataOf(definition, payload), { db: fromKysely(tx), ...(startAfter ? { startAfter } : {}) })
      },
      async enqueueAll(definition, payloads) {
        if (payloads.length > 0) await boss.insert(definition.name, payloads.map((payload) => ({ data: dataOf(definition, payload) })), { db: fromKysely(tx) })
      },
      async enqueueMissing(definition, payloads) {
        if (payloads.length === 0) return
        const { rows } = await sql<{ data: object }>`
          select w.data from unnest(${payloads.map((payload) => JSON.stringify(definition.payload.parse(payload)))}::jsonb[]) as w (data)
           where not exists (select from pgboss.job j where j.name = ${definition.name} and j.state = 'created' and j.start_after <= now() and j.data - 'traceparent' = w.data)`.execute(tx)
        if (rows.length > 0) await boss.insert(definition.name, rows, { db: fromKysely(tx) })
      },
    }),
    async work(name, { atOnce }, handle) {
      const slots = openSlots(atOnce)
      // A batch is taken when there is room for it, and done for the queue when there is room for the next: rows and their leases say what is still under way.
      const batch = atOnce < 4 ? 1 : Math.max(2, Math.ceil(atOnce / 4))
      // A full batch is followed by the next at once; an idle worker is woken by NOTIFY, and looks by itself each second.
      const polling = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 1, burstWhenBatchFull: true }
      await boss.work(name, { ...polling, batchSize: batch }, async (taken) => {
        for (const { id, data } of taken) {
          const { traceparent, ...payload } = data as { traceparent?: string }
          slots.begin(() => handle(payload, { id, traceparent }))
        }
        await slots.room(batch)
      })
      endings.push(async () => {
        await boss.offWork(name)
        await slots.room(atOnce)
      })
    },
    async stop(timeoutMs) {
      // What is under way may still enqueue; so the queue goes last.
      await Promise.race([Promise.all(endings.map((end) => end())), delay(timeoutMs, undefined, { ref: false })])
      await boss.stop({ graceful: false, close: true })
    },
  }
}
