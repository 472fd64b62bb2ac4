import type { Budget } from './budget.ts'
import type { StoreAccess } from './connector.ts'
import { ConnectorError } from './errors.ts'

export interface Turn {
  access: StoreAccess
  /** The longest wait, in ms, that the platform may have asked for. */
  patience: number
  /** As it is written in messages. */
  platform: string
  /** Of a call that is given up here: what is known of it by now. */
  outcome: 'not_sent' | 'unknown'
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A turn is for now: of those that waited longer than this for one token, all would go at the same instant. Nor is a token sent that was got ready longer ago. */
const turnMs = 200

/**
 * Waits for an account's turn: until the platform wants to be called again and its budget allows it. The token is asked for a moment
 * before, where the budget can tell, and else then. Where another call brought the platform's wish to be left alone meanwhile, all of
 * it begins again: a token is as old as its call. So it does, once, where the token took so long that the turn has passed.
 * @throws ConnectorError `rate_limited` when it wants a longer rest, `aborted`; whatever `ask` and `sleep` throw
 */
export async function takeTurn(budget: Budget, turn: Turn, ask: () => Promise<string>): Promise<string> {
  for (let mayHavePassed = true; ;) {
    let ready: Promise<{ asked: Promise<string>; since: number }> | undefined
    await waitForLeave(budget, turn, () => {
      const asked = ask()
      // Why there is none is told once it is its turn, unless that is as old as a token may not be.
      const answered = () => ({ asked, since: turn.now() })
      ready = asked.then(answered, answered)
    })
    const begun = turn.now()
    const early = ready && (await unlessGivenUp(ready, turn))
    const token = await unlessGivenUp(early && turn.now() - early.since <= turnMs ? early.asked : ask(), turn)
    const passed = mayHavePassed && turn.now() - begun > turnMs
    if (passed) mayHavePassed = false
    else if (budget.resting() === 0) return token
  }
}

async function waitForLeave(budget: Budget, turn: Turn, soon: () => void): Promise<void> {
  const { access, patience, platform, outcome } = turn
  for (;;) {
    if (access.signal?.aborted) throw givenUp(turn)
    const resting = await unlessGivenUp(budget.leave(access.urgent ?? false, access.signal, soon), turn)
    if (resting === 0) return
    if (resting > patience) {
      throw new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: `${platform} has asked not to be called yet.`, retryAfterMs: Math.ceil(resting), outcome })
    }
    access.onWait?.(new Date(turn.now() + resting))
    await pass(resting, turn)
  }
}

/** @throws ConnectorError `aborted` when the caller gives up meanwhile */
export const pass = (ms: number, turn: Turn): Promise<void> => unlessGivenUp(turn.sleep(ms, turn.access.signal), turn)

/**
 * Waits with the caller's patience: what is waited for may go on without it, since others wait for it too.
 * @throws ConnectorError `aborted` when the caller gives up meanwhile
 */
export function unlessGivenUp<T>(waiting: Promise<T>, turn: Turn): Promise<T> {
  const { signal } = turn.access
  if (!signal) return waiting
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(givenUp(turn))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    waiting.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

const givenUp = ({ platform, outcome }: Turn): ConnectorError => new ConnectorError({ kind: 'unavailable', code: 'aborted', message: `${platform}: The call was given up.`, outcome })
