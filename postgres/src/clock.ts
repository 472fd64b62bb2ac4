import type pg from 'pg'

const lookEveryMs = 10_000
/** An answer that took longer says too little of the instant at which it was given. */
const slowestMs = 1_000

export interface Clock {
  now(): Date
  close(): void
}

/**
 * The database's clock: leases, slots and waits that processes on several machines agree upon go by it, whatever their own
 * clocks say. Between two looks at it a monotonic clock goes on, so that a jump of this machine's moves nothing.
 */
export async function openClock(pool: pg.Pool, onError: (err: Error) => void): Promise<Clock> {
  let seen: { at: number; ticks: number } | undefined
  const look = async () => {
    const asked = performance.now()
    const { rows } = await pool.query<{ at: string }>('select extract(epoch from clock_timestamp()) * 1000 as at')
    const answered = performance.now()
    if (seen && answered - asked > slowestMs) return
    seen = { at: Number(rows[0]!.at), ticks: (asked + answered) / 2 }
  }
  await look()
  const timer = setInterval(() => void look().catch(onError), lookEveryMs).unref()
  return {
    now: () => new Date(seen!.at + performance.now() - seen!.ticks),
    close: () => clearInterval(timer),
  }
}
