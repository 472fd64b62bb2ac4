import type pg from 'pg'

export interface ProcessOf {
  name: string
  role: 'all' | 'api' | 'worker'
  version: string
  /** The id of the key that it seals secrets with. */
  readonly sealsWith: string
}

export interface SeenProcess extends ProcessOf {
  startedAt: Date
  seenAt: Date
  /** By the database's clock. */
  silentSeconds: number
}

const everyMs = 10_000
/** A process that was not heard of for so long is gone, or as good as gone. */
export const aliveSeconds = 60

/**
 * Lets others know that this process lives, until it is stopped.
 * @returns stops it, and takes the row away
 */
export async function startHeartbeat(pool: pg.Pool, of: ProcessOf, onError: (err: Error) => void): Promise<() => Promise<void>> {
  const beat = () =>
    pool.query(
      `insert into process_heartbeat (name, role, version, seals_with, started_at, seen_at) values ($1, $2, $3, $4, now(), now())
       on conflict (name) do update set role = excluded.role, version = excluded.version, seals_with = excluded.seals_with, seen_at = excluded.seen_at`,
      [of.name, of.role, of.version, of.sealsWith],
    )
  await pool.query('delete from process_heartbeat where name = $1', [of.name])
  await beat()
  await pool.query(`delete from process_heartbeat where seen_at < now() - interval '7 days'`)
  const timer = setInterval(() => void beat().catch(onError), everyMs).unref()
  return async () => {
    clearInterval(timer)
    await pool.query('delete from process_heartbeat where name = $1', [of.name])
  }
}

/** @returns every process that was seen in the last week and did not end in order, latest first */
export async function seenProcesses(pool: pg.Pool): Promise<SeenProcess[]> {
  const { rows } = await pool.query<SeenProcess>(
    `select name, role, version, seals_with as "sealsWith", started_at as "startedAt", seen_at as "seenAt", extract(epoch from now() - seen_at)::float as "silentSeconds" from process_heartbeat order by seen_at desc`,
  )
  return rows
}
