import type { SharedRates } from '@crossdock/flows/ports'
import { promiseTerms, type RateBudget } from '@crossdock/domain'
import type pg from 'pg'

const nowMs = `extract(epoch from clock_timestamp())::double precision * 1000`

/**
 * The budgets of accounts on which all processes agree, by the database's clock. Each question is one statement in a
 * transaction of its own, so that it goes through a pooler too and waits for nobody's work.
 * @param at in place of the database's clock, for tests
 */
export function openCallRates(pool: Pick<pg.Pool, 'query'>, at: () => number | null = () => null): SharedRates {
  return {
    async promise(accountId, budget, wanted) {
      const { laneCapacity, stepMs, aheadMs, horizonMs } = promiseTerms(budget, wanted.urgent)
      const { rows } = await pool.query<{ given: number; first: number; more: number; rest: number; left: number }>(
        `select given, first_in_ms as first, more_in_ms as more, rest_ms as rest, calls_left as left from promise_calls($1, $2, $3, $4, $5, $6, $7, $8)`,
        [accountId, laneCapacity, budget.capacity, stepMs, aheadMs, horizonMs, wanted.count, at()],
      )
      const { given, first, more, rest, left } = rows[0]!
      return { count: given, firstInMs: first, stepMs, moreInMs: more, restMs: rest, left }
    },

    async rest(accountId, budget, ms) {
      await pool.query(
        `insert into call_rate as r (account_id, rest_until, full_at) select $1, until, until + $3::double precision from (select coalesce($4, ${nowMs}) + $2::double precision as until) asked
         on conflict (account_id) do update set rest_until = greatest(r.rest_until, excluded.rest_until), full_at = greatest(r.full_at, greatest(r.rest_until, excluded.rest_until) + $3::double precision)`,
        [accountId, ms, (budget.capacity - 1) * stepOf(budget), at()],
      )
    },

    async correct(accountId, budget, left) {
      if (left < 0 || left >= budget.capacity) return
      await pool.query(`update call_rate set full_at = greatest(full_at, coalesce($3, ${nowMs}) + $2::double precision) where account_id = $1`, [accountId, (budget.capacity - left) * stepOf(budget), at()])
    },
  }
}

const stepOf = (budget: RateBudget): number => promiseTerms(budget, true).stepMs
