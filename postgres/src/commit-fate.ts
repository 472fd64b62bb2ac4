import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { isDatabaseAway } from './failures.ts'

const pauseMs = 100

/**
 * What became of a transaction whose COMMIT was sent and never answered. The database remembers: it is asked over another
 * connection, for as long as it takes to come back, within bounds.
 */
export async function fateOf(pool: pg.Pool, xid: string, patienceMs: number): Promise<'committed' | 'aborted' | 'unknown'> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await delay(pauseMs)) {
    try {
      const { rows } = await pool.query<{ fate: string | null }>('select pg_xact_status($1::text::xid8) as fate', [xid])
      const fate = rows[0]?.fate
      if (fate === 'committed' || fate === 'aborted') return fate
      // In progress: the server has not noticed yet that nobody listens, or is still writing.
    } catch (err) {
      // A crash forgot even its number: it was never on disk.
      if ((err as { code?: string }).code === '22023') return 'aborted'
      if (!isDatabaseAway(err)) throw err
    }
  }
  return 'unknown'
}
