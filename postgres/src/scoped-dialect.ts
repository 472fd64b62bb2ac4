import { AsyncLocalStorage } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { CompiledQuery, PostgresDialect, PostgresDriver, type DatabaseConnection, type Driver } from 'kysely'
import pg from 'pg'
import { isReadOnly, isSpoiled } from './failures.ts'

/** One attempt at a transaction. */
export interface Attempt {
  merchant: string
  /** Whether anything but reading was asked for. */
  wrote: boolean
  /** The transaction's id, once it was found to have one; until then it is asked for with statements that may write. */
  xid: string | null
  asking: boolean
  /** Whether a statement followed since. */
  followed: boolean
  /** Whether all that it asks for goes by `send`, together: nothing else then knows as whom it is asked, and for whom. */
  together?: boolean
  /** Sends a statement on the attempt's connection, behind those that were sent before and without waiting for them. @param name keeps it prepared there, where a connection is ours for good */
  send?: (text: string, values: readonly unknown[], name?: string) => Promise<{ rows: unknown[] }>
  /** When all that was sent is with the database. */
  sent?: () => Promise<void>
}

/** The attempt that the statements of this context belong to. */
export const attempts = new AsyncLocalStorage<Attempt>()

/** Settings of PostgreSQL that bound how long something may take, in milliseconds. */
export type Limits = Partial<Record<'statement_timeout' | 'lock_timeout' | 'idle_in_transaction_session_timeout', number>>

/**
 * PostgreSQL as each attempt needs it: begun as the application's role and within its scope in one round trip.
 * @param pooled through a pooler: each transaction has to be told these limits, because its connection was not, and nothing is prepared by name
 */
export function scopedDialect(pool: pg.Pool, pooled: Limits | null): PostgresDialect {
  return new ScopedDialect({ pool: watched(pool, pooled === null), limits: pooled ?? {} })
}

const scopeText = (merchant: string, limits: Limits) =>
  `select set_config('role', 'crossdock_app', true), set_config('app.merchant', ${merchant}, true)${Object.entries(limits).map(([name, ms]) => `, set_config('${name}', '${ms}', true)`).join('')}`

/** What makes a transaction the application's, within a scope; as `send` takes it. */
export const scopeOf = (merchant: string, limits: Limits): [text: string, values: string[], name: string] => [scopeText('$1', limits), [merchant], 'crossdock scope']

interface ScopedConfig {
  pool: pg.Pool
  limits: Limits
}

class ScopedDialect extends PostgresDialect {
  readonly #config: ScopedConfig

  constructor(config: ScopedConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new ScopedDriver(this.#config)
  }
}

class ScopedDriver extends PostgresDriver {
  readonly #limits: Limits

  constructor(config: ScopedConfig) {
    super(config)
    this.#limits = config.limits
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const merchant = pg.escapeLiteral(attempts.getStore()?.merchant ?? '')
    try {
      await connection.executeQuery(CompiledQuery.raw(`begin; ${scopeText(merchant, this.#limits)}`))
    } catch (err) {
      // It may have begun; nobody else would end it.
      await this.rollbackTransaction(connection as Parameters<PostgresDriver['rollbackTransaction']>[0]).catch(() => {})
      throw err
    }
  }
}

export const reads = /^\s*select\b/i
const control = /^(begin|commit|rollback)\b/
export const askXid = 'select pg_current_xact_id_if_assigned()::text as xid'

/** @returns lets what is sent from here on until this turn of the event loop ends go out as one: each write to a socket wakes the database up, and costs more than what it does then */
function gathering(stream: Socket): () => void {
  let gathers = false
  return () => {
    if (gathers) return
    gathers = true
    stream.cork()
    process.nextTick(() => {
      gathers = false
      stream.uncork()
    })
  }
}

/** Notes what an attempt asks for. A connection that leads to a server which has become read-only is not used again: the next one may lead to the new primary. */
function watched(pool: pg.Pool, prepares: boolean): pg.Pool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      let unfit = false
      const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
      const together = gathering(stream)
      const query = async (text: string, values: unknown[], name?: string) => {
        const attempt = attempts.getStore()
        const writes = attempt !== undefined && !reads.test(text) && !control.test(text)
        if (attempt?.together) throw new Error('A reading sends all of its statements at once, and only reads')
        if (writes) attempt.wrote = true
        if (attempt && !control.test(text)) attempt.followed = !writes || attempt.asking
        together()
        try {
          const answer = prepares && name !== undefined ? client.query({ name, text, values }) : client.query(text, values)
          // Asked on the same way: what becomes of a commit that is not answered can then be found out.
          if (writes && attempt.xid === null && !attempt.asking) {
            attempt.asking = true
            const asked = client.query<{ xid: string | null }>(askXid).then(({ rows }) => { attempt.xid ??= rows[0]?.xid ?? null }).finally(() => { attempt.asking = false })
            await Promise.all([answer, asked])
          }
          return await answer
        } catch (err) {
          unfit ||= isReadOnly(err) || isSpoiled(err)
          throw err
        }
      }
      const attempt = attempts.getStore()
      if (attempt) {
        attempt.send = (text, values, name) => query(text, [...values], name)
        attempt.sent = () => new Promise((resolve) => void stream.write('', () => resolve()))
      }
      return {
        processID: (client as unknown as { processID: number }).processID,
        query: (text: string, values: unknown[]) => query(text, values),
        release: (broken?: boolean | Error) => client.release(broken || unfit),
      }
    },
  } as unknown as pg.Pool
}
