import { runFetchJob } from '@crossdock/flows/jobs'
import { merchantScope } from '@crossdock/flows/ports'
import type { Database } from '@crossdock/postgres'
import type { WorkerWatch } from '../worker.ts'
import type { Metrics } from './metrics.ts'

const over = ['succeeded', 'failed', 'stopped'] as const

/** Measures jobs, and of those that ended a fetch run the run. */
export function watchWork(metrics: Metrics, database: Database): WorkerWatch {
  return {
    async done({ job, payload, result, seconds }) {
      metrics.worked({ job, result, seconds })
      const run = job === runFetchJob.name ? runFetchJob.payload.safeParse(payload) : undefined
      if (!run?.success) return
      const ended = await database.transact(merchantScope(run.data.merchantId), (tx) =>
        tx.selectFrom('fetch_run as r')
          .innerJoin('ec_account as a', (join) => join.onRef('a.merchant_id', '=', 'r.merchant_id').onRef('a.id', '=', 'r.ec_account_id'))
          .select(['a.platform', 'r.status', 'r.started_at', 'r.finished_at'])
          .where('r.merchant_id', '=', run.data.merchantId).where('r.id', '=', run.data.id).where('r.status', 'in', over).executeTakeFirst())
      // A job for a run that had ended before it has nothing to tell.
      if (!ended?.finished_at || Date.now() - ended.finished_at.getTime() > (seconds + 5) * 1000) return
      metrics.fetched({ platform: ended.platform, result: ended.status, seconds: (ended.finished_at.getTime() - (ended.started_at ?? ended.finished_at).getTime()) / 1000 })
    },
  }
}
