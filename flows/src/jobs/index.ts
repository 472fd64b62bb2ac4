import { z } from 'zod'
import type { JobDefinition } from '../ports/jobs.ts'

const row = z.object({ merchantId: z.string(), id: z.string() })
type Row = z.infer<typeof row>

/*
 * A job is only a wake-up: what is to be done stands in the row that it names, and a sweep finds rows whose job was lost.
 */
export const runFetchJob: JobDefinition<Row> = { name: 'run-fetch', payload: row }
/** `id` is an EC account's: something of it is due to be sent or read back. */
export const sendWritesJob: JobDefinition<Row> = { name: 'send-writes', payload: row }
/** One write, as the version before enqueued it. */
export const sendWriteJob: JobDefinition<Row> = { name: 'send-write', payload: row }
export const readHintJob: JobDefinition<Row & { ecAccountId: string }> = { name: 'read-hint', payload: row.extend({ ecAccountId: z.string() }) }
export const readStockJob: JobDefinition<Row> = { name: 'read-stock', payload: row }
/** `id` is an EC account's: its codes were mapped while very many orders waited for them. */
export const settleMappedJob: JobDefinition<Row> = { name: 'settle-mapped', payload: row }
export const reconcileJob: JobDefinition<Row> = { name: 'reconcile', payload: row }
export const sendMailJob: JobDefinition<Row> = { name: 'send-mail', payload: row }
export const sendNoticeJob: JobDefinition<Row> = { name: 'send-notice', payload: row }

export const jobs = [runFetchJob, sendWritesJob, sendWriteJob, readHintJob, readStockJob, settleMappedJob, reconcileJob, sendMailJob, sendNoticeJob] as const
