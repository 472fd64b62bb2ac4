import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { fateOf } from './commit-fate.ts'
import { CommitUnknown, isConnectionLost, isReadOnly, isRepeatable, isSpoiled } from './failures.ts'
import { readInstant } from './instants.ts'
import { askXid, attempts, reads, scopedDialect, scopeOf, type Attempt, type Limits } from './scoped-dialect.ts'
import type { Tables } from './tables.ts'
import { Together } from './together.ts'
import { createTurns } from './turns.ts'

/** Whose rows a transaction may touch: one merchant's, or all. */
export interface Scope {
  merchant: string
}

/** A transaction as the application's role, within a scope. */
export type Tx = Transaction<Tables>

export interface Database {
  pool: pg.Pool
  /**
   * Work happens wholly or not at all. The whole of it is repeated, a few times, after a deadlock, a serialization failure or
   * a connection that was lost (or led to a server that takes no writes) before it was committed; one that was lost while it was being committed is asked about.
   * @throws CommitUnknown when that could not be asked in time
   */
  transact<Result>(scope: Scope, work: (tx: Tx) => Promise<Result>): Promise<Result>
  /**
   * As `transact`, for what is read in one go: work sends all of its statements at once (`send`), before it waits for any answer, and
   * none but reads. They go to the database together, with what says as whom, and are one transaction.
   */
  read<Result>(scope: Scope, work: (tx: Tx) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export interface ConnectOptions {
  url: string
  applicationName: string
  maxConnections?: number
  /** A pooler lends its connections for a transaction at a time: what is to hold is said in each, and nothing at sign-in. */
  pooled?: boolean | undefined
  /** How long a statement may take, and how long it may wait for a lock. Without end unless given. Through a pooler: within transactions. */
  statementMs?: number
  lockMs?: number
  /** How many transactions one merchant's scope may have at once. */
  ofOneMerchant?: number
  /** How long a transaction whose COMMIT was not answered is asked about. */
  fateMs?: number
  onError?: (err: Error) => void
}

pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, readInstant)

const mostAttempts = 4
const connectMs = 10_000
const fateMs = 10_000
/** A transaction in which nothing happens any more holds its locks for no longer than this. */
const idleMs = 120_000

export function connect(options: ConnectOptions): Database {
  const limits: Limits = {
    idle_in_transaction_session_timeout: idleMs,
    ...(options.statementMs ? { statement_timeout: options.statementMs } : {}),
    ...(options.lockMs ? { lock_timeout: options.lockMs } : {}),
  }
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: connectMs,
    // Statements that do not depend on each other's answers go on the wire together.
    pipeline: true,
    ...(options.pooled ? {} : limits),
  })
  // Without handlers, a connection that dies would end the process: the pool's is for idle ones, the client's for one that
  // is taken and between two statements.
  pool.on('error', (err) => options.onError?.(err))
  pool.on('connect', (client) => client.on('error', () => {}))
  const pooled = options.pooled ? limits : null
  const kysely = new Kysely<Tables>({ dialect: scopedDialect(pool, pooled) })
  const turns = options.ofOneMerchant ? createTurns({ atOnce: options.ofOneMerchant, patienceMs: connectMs }) : null
  const inTurn = async <Result>({ merchant }: Scope, once: (begun: Attempt) => Promise<{ result: Result } | { failure: unknown }>): Promise<Result> => {
    const giveBack = turns && merchant !== 'all' ? await turns.take(merchant) : undefined
    try {
      for (let attempt = 1; ; attempt++) {
        const outcome = await once({ merchant, wrote: false, xid: null, asking: false, followed: false })
        if ('result' in outcome) return outcome.result
        const lost = isConnectionLost(outcome.failure) || isReadOnly(outcome.failure)
        if (attempt >= mostAttempts || !(lost || isRepeatable(outcome.failure))) throw outcome.failure
        await delay(lost ? 50 * 3 ** attempt : Math.random() * 20 * attempt)
      }
    } finally {
      giveBack?.()
    }
  }

  return {
    pool,
    transact: (scope, work) => inTurn(scope, (attempt) => attemptOnce(kysely, attempt, work, (xid) => fateOf(pool, xid, options.fateMs ?? fateMs))),
    read: (scope, work) => inTurn(scope, (attempt) => readOnce({ pool, kysely, pooled }, attempt, work)),
    async close() {
      await kysely.destroy()
      // Kysely ends the pool only when it has used it itself.
      if (!pool.ending) await pool.end()
    },
  }
}

/** @throws CommitUnknown */
async function attemptOnce<Result>(
  kysely: Kysely<Tables>,
  attempt: Attempt,
  work: (tx: Tx) => Promise<Result>,
  askFate: (xid: string) => ReturnType<typeof fateOf>,
): Promise<{ result: Result } | { failure: unknown }> {
  let worked: { result: Result; xid: string | null } | undefined
  let failure: { of: unknown } | undefined
  try {
    const result = await attempts.run(attempt, () => kysely.transaction().execute(async (tx) => {
      try {
        const result = await work(tx)
        worked = { result, xid: attempt.xid ?? (attempt.wrote && attempt.followed ? await xidOf(tx) : null) }
        return result
      } catch (err) {
        // A roll-back that fails with the connection says less of it.
        failure = { of: err }
        throw err
      }
    }))
    return { result }
  } catch (err) {
    if (!worked || !isConnectionLost(err)) return { failure: failure ? failure.of : err }
    // Nothing was written: nothing could be lost.
    if (worked.xid === null) return { result: worked.result }
    const fate = await askFate(worked.xid)
    if (fate === 'committed') return { result: worked.result }
    if (fate === 'aborted') return { failure: err }
    throw new CommitUnknown('The connection was lost while a transaction was being committed, and nobody could be asked what became of it', { cause: err })
  }
}

/** What work asks for before it waits is asked together, within its scope. It is given no transaction: of one, nothing but `send` could be used here. */
async function readOnce<Result>({ pool, kysely, pooled }: { pool: pg.Pool; kysely: Kysely<Tables>; pooled: Limits | null }, attempt: Attempt, work: (tx: Tx) => Promise<Result>): Promise<{ result: Result } | { failure: unknown }> {
  const together = new Together()
  const ask = (text: string, values: readonly unknown[], name?: string) => together.ask(text, values, pooled ? undefined : name)
  const within = ask(...scopeOf(attempt.merchant, pooled ?? {}))
  let open = true
  const send: Attempt['send'] = (text, values, name) => {
    if (!open || !reads.test(text)) throw new Error('A reading sends all of its statements at once, and only reads')
    return ask(text, values, name)
  }
  const answer = attempts.run({ ...attempt, together: true, send }, async () => work(kysely as Tx))
  open = false
  answer.catch(() => {})
  try {
    const client = await pool.connect()
    let unfit = false
    try {
      client.query(together)
      await within
    } catch (err) {
      unfit = isSpoiled(err)
      throw err
    } finally {
      client.release(unfit)
    }
    return { result: await answer }
  } catch (err) {
    return { failure: err }
  }
}

async function xidOf(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ xid: string | null }>`${sql.raw(askXid)}`.execute(tx)
  return rows[0]?.xid ?? null
}
