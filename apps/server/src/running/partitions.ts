import { tendPartitions } from '@crossdock/postgres'
import type pg from 'pg'
import type { Config } from '../config/config.ts'
import type { Logger } from '../logger.ts'

const everyMs = 3_600_000

/** Makes the partitions of months to come and drops those that are too old, now and every hour: what could not be done in one hour is done in another. @returns stops it */
export function keepPartitions(pool: pg.Pool, { keepDays, now, log }: { keepDays: Config['keepDays']; now: () => Date; log: Logger }): () => void {
  const tend = async () => {
    try {
      const { made, dropped } = await tendPartitions(pool, { now: now(), keepDays: { platform_call: keepDays.calls, timeline: keepDays.timeline } })
      if (made.length > 0) log.debug({ made }, 'partitions were made')
      if (dropped.length > 0) log.info({ dropped }, 'what was kept long enough was dropped')
    } catch (err) {
      log.warn({ err }, 'tending the partitions did not succeed, and is tried again in an hour')
    }
  }
  void tend()
  const timer = setInterval(() => void tend(), everyMs)
  return () => clearInterval(timer)
}
