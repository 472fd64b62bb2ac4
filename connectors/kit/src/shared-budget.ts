import { setTimeout as delay } from 'node:timers/promises'
import { bulkAheadMs, keptForUrgent, type CallsGiven, type RateBudget } from '@crossdock/domain'
import { localBudgets, type Budget, type OpenBudget, type SharedRates } from './budget.ts'

/** What a call needs is got ready so long before it may go. */
const soonMs = 100
/** A call that goes later than it was promised for might meet others: its promise is let go, and another one asked for. */
const lateMs = 150
const correctEveryMs = 1_000
/** Whoever waited for so long in bulk goes as if it were urgent: urgent calls that come as fast as the rate would otherwise keep it waiting for ever. */
const mostPatientMs = 4_000
/** Calls under way make the platform's figure and ours differ by a few. */
const worthCorrecting = 5

export interface SharedBudgetClock {
  /** Ms of a clock that never jumps. */
  ticks: () => number
  after: (ms: number, act: () => void) => void
}

const realClock: SharedBudgetClock = { ticks: () => performance.now(), after: (ms, act) => void setTimeout(act, ms) }

/**
 * Budgets on which several processes agree. Calls that wait here are promised together, a stretch ahead: one question for
 * several calls. What a process was promised and does not use, since it died or stood still, simply passes.
 * @param onError told when the others cannot be asked; this process then goes by what it knows alone
 */
export function sharedBudgets(rates: SharedRates, onError: (err: unknown) => void, clock: SharedBudgetClock = realClock): OpenBudget {
  const budgets = new Map<string, Budget>()
  const alone = localBudgets({ ticks: clock.ticks, sleep: (ms, signal) => delay(ms, undefined, { signal }) })
  return (accountId, of) => {
    const known = budgets.get(accountId) ?? sharedBudget({ accountId, of, rates, onError, clock, alone: alone(accountId, of) })
    budgets.set(accountId, known)
    return known
  }
}

interface Waiting {
  urgent: boolean
  since: number
  signal: AbortSignal | undefined
  soon: (() => void) | undefined
  end: (result: number | Promise<number>) => void
}

function sharedBudget({ accountId, of, rates, onError, clock: { ticks, after }, alone }: {
  accountId: string; of: RateBudget; rates: SharedRates; onError: (err: unknown) => void; clock: SharedBudgetClock; alone: Budget
}): Budget {
  let waiting: Waiting[] = []
  let asking = false
  let restUntil = -Infinity
  /** Before this, nobody is asked again: there would be nothing, or too little for a question of its own. */
  const askAt = { urgent: -Infinity, bulk: -Infinity }
  const armed = { urgent: false, bulk: false }
  let left = { calls: Infinity, at: 0 }
  let correctedAt = -Infinity

  const isUrgent = ({ urgent, since }: Waiting): boolean => urgent || ticks() - since >= mostPatientMs

  function ask(): void {
    if (asking || waiting.length === 0) return
    const urgent = waiting.some(isUrgent)
    const lane = urgent ? 'urgent' : 'bulk'
    const early = askAt[lane] - ticks()
    if (early > 0) return askLater(lane, early)
    asking = true
    rates.promise(accountId, of, { urgent, count: waiting.filter((each) => isUrgent(each) === urgent).length }).then(
      (given) => {
        asking = false
        share(given, lane)
        ask()
      },
      (err: unknown) => {
        asking = false
        onError(err)
        for (const each of waiting.splice(0)) each.end(alone.leave(each.urgent, each.signal, each.soon))
      },
    )
  }

  /** As far as is known here: others may call, too. */
  const leftNow = (): number => Math.min(of.capacity, left.calls + ((ticks() - left.at) * of.perSecond) / 1000)
  const mayGoAtOnce = (urgent: boolean): boolean => leftNow() >= 1 + waiting.length + (urgent ? 0 : keptForUrgent(of))

  function askLater(lane: 'urgent' | 'bulk', ms: number): void {
    if (armed[lane]) return
    armed[lane] = true
    after(ms, () => {
      armed[lane] = false
      ask()
    })
  }

  function share({ count, firstInMs, stepMs, moreInMs, restMs, left: calls }: CallsGiven, lane: 'urgent' | 'bulk'): void {
    const now = ticks()
    left = { calls, at: now }
    if (restMs > 0) return restNow(now + restMs)
    for (let index = 0; index < count; index++) {
      const next = nextWaiting()
      if (next) go(next, now + Math.max(0, firstInMs + index * stepMs))
    }
    // Calls that come back meanwhile are asked for together, in time for the rate to be used without a gap; at once while there are more to be had at once.
    const pauseMs = lane === 'bulk' && firstInMs + count * stepMs > 0 ? bulkAheadMs(of) / 2 : 0
    const promisedUntil = now + firstInMs + (count - 1) * stepMs
    const isMoreWanted = waiting.some((each) => isUrgent(each) === (lane === 'urgent'))
    askAt[lane] = Math.max(isMoreWanted ? now + Math.max(moreInMs, pauseMs) : -Infinity, lane === 'bulk' && count > 0 ? promisedUntil - pauseMs : -Infinity)
  }

  /** Whoever is urgent first, then in the order in which they came. */
  function nextWaiting(): Waiting | undefined {
    const next = waiting.find(isUrgent) ?? waiting[0]
    waiting = waiting.filter((each) => each !== next)
    return next
  }

  function go(who: Waiting, at: number): void {
    const early = at - ticks()
    if (early <= 0) return who.end(0)
    if (early <= soonMs) return getReady(who, at)
    after(early - soonMs, () => getReady(who, at))
  }

  function getReady(who: Waiting, at: number): void {
    who.soon?.()
    after(Math.max(0, at - ticks()), () => atLast(who, at))
  }

  function atLast(who: Waiting, at: number): void {
    const now = ticks()
    // A timer that was early.
    if (now < at) return after(at - now, () => atLast(who, at))
    if (now < restUntil) return who.end(restUntil - now)
    // Whoever gave up leaves the promise to the next.
    const heir = who.signal?.aborted ? nextWaiting() : who
    if (!heir) return
    if (now - at <= lateMs) return heir.end(0)
    waiting = [heir, ...waiting]
    ask()
  }

  function restNow(until: number): void {
    restUntil = Math.max(restUntil, until)
    const ms = Math.max(1, restUntil - ticks())
    for (const each of waiting.splice(0)) each.end(ms)
  }

  return {
    leave(urgent, signal, soon) {
      const resting = restUntil - ticks()
      if (resting > 0) return Promise.resolve(resting)
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting = waiting.filter((each) => each !== mine)
          reject(signal!.reason as Error)
        }
        const mine: Waiting = { urgent, since: ticks(), signal, soon, end: (result) => { signal?.removeEventListener('abort', onAbort); resolve(result) } }
        if (signal?.aborted) return onAbort()
        signal?.addEventListener('abort', onAbort)
        if (mayGoAtOnce(urgent)) soon?.()
        waiting.push(mine)
        ask()
      })
    },
    resting: () => Math.max(0, restUntil - ticks()),
    rest(ms) {
      restNow(ticks() + ms)
      rates.rest(accountId, of, ms).catch(onError)
    },
    correct(said) {
      const now = ticks()
      if (said + worthCorrecting >= leftNow() || now - correctedAt < correctEveryMs) return
      correctedAt = now
      rates.correct(accountId, of, said).catch(onError)
    },
  }
}
