import { everyMerchant } from '@crossdock/flows/ports'
import { aliveSeconds, openAlerts, seenProcesses, workState, type Database } from '@crossdock/postgres'
import type pg from 'pg'
import type { DatabaseGauges } from './metrics.ts'

/** However often and by how many it is scraped, the database is asked no more often. */
const freshMs = 10_000

/** Brings the gauges that stand in the database up to date, before they are shown. */
export function databaseGauges(gauges: DatabaseGauges, { database, pools }: { database: Database; pools: Record<string, pg.Pool> }, ticks: () => number = () => performance.now()): () => Promise<void> {
  let askedAt = -Infinity
  let asking: Promise<void> | undefined
  const ask = async () => {
    try {
      const [work, alerts] = await database.transact(everyMerchant, async (tx) => [await workState(tx), await openAlerts(tx)] as const)
      const alive = (await seenProcesses(database.pool)).filter(({ silentSeconds }) => silentSeconds <= aliveSeconds)
      for (const each of Object.values(gauges)) each.reset()
      for (const { job, waiting, oldestSeconds } of work.queue) {
        gauges.queueJobs.set({ job }, waiting)
        gauges.queueAge.set({ job }, oldestSeconds)
      }
      for (const { kind, state, writes } of work.outbox) {
        gauges.outboxWrites.set({ kind, state }, writes)
        const ofKind = work.outbox.filter((each) => each.kind === kind)
        gauges.outboxAge.set({ kind }, Math.max(...ofKind.map((each) => each.oldestSeconds)))
        gauges.outboxOverdue.set({ kind }, Math.max(...ofKind.map((each) => each.overdueSeconds)))
      }
      gauges.outboxRefused.set(work.rejectedLastDay)
      gauges.slotsDue.set(work.slots.due)
      gauges.slotsAge.set(work.slots.oldestSeconds)
      for (const { platform, status, accounts } of work.accounts) gauges.accounts.set({ platform, status }, accounts)
      for (const { platform, at } of work.fetched) gauges.lastSuccess.set({ platform }, at.getTime() / 1000)
      for (const { reason, holds } of work.holds) gauges.holds.set({ reason }, holds)
      for (const role of ['all', 'api', 'worker'] as const) gauges.processes.set({ role }, alive.filter((each) => each.role === role).length)
      for (const { kind, alerts: open } of alerts) gauges.alerts.set({ kind }, open)
      gauges.up.set(1)
    } catch (err) {
      // Old figures would be taken for present ones.
      if (!(err instanceof Error)) throw err
      for (const each of Object.values(gauges)) each.reset()
      gauges.up.set(0)
    }
  }
  return async () => {
    if (ticks() - askedAt >= freshMs) {
      askedAt = ticks()
      asking = ask().finally(() => (asking = undefined))
    }
    await asking
    for (const [pool, of] of Object.entries(pools)) {
      gauges.pool.set({ pool, state: 'used' }, of.totalCount - of.idleCount)
      gauges.pool.set({ pool, state: 'idle' }, of.idleCount)
      gauges.pool.set({ pool, state: 'waiting' }, of.waitingCount)
    }
  }
}
