import { ConnectorError, type Grant } from '@crossdock/connector-kit'
import { deadlineOf, timersOf, type Needs } from '../ports/index.ts'
import { connectorOf } from './find-account.ts'
import { notConnected, type AccountOfStore } from './held-pair.ts'

/**
 * A lost answer is asked for again with the same refresh token, within the grace that the platform gives for it (30 s
 * from its first use): at once, and once more a little later. The first two may not use up the time of the third.
 */
const tries = [{ limitMs: 8_000, pauseMs: 0 }, { limitMs: 8_000, pauseMs: 2_000 }, { limitMs: 45_000, pauseMs: 0 }]
/** Of those who come back to a lost answer every few seconds. */
const oneTry = [{ limitMs: 15_000, pauseMs: 0 }]

/**
 * Asks for a new pair. Once the platform may have given one, a try that did not get through to it ends neither the asking nor the doubt.
 * @throws ConnectorError; with outcome `unknown` when the platform may have given a pair that did not reach us
 */
export async function askForPair(needs: Needs, account: AccountOfStore, refreshToken: string, { once }: { once: boolean } = { once: false }): Promise<Grant> {
  let doubt: unknown = null
  for (const { limitMs, pauseMs } of once ? oneTry : tries) {
    try {
      return await askOnce(needs, account, refreshToken, limitMs)
    } catch (err) {
      if (mayHaveRotated(err)) doubt = err
      else if (doubt === null || isRefusal(err)) throw err
      if (pauseMs > 0) await timersOf(needs).wait(pauseMs)
    }
  }
  throw doubt
}

/** Whether the platform has said that there is no pair to be had. */
export const isRefusal = (err: unknown): boolean => err instanceof ConnectorError && (err.kind === 'auth' || err.kind === 'rejected')

async function askOnce(needs: Needs, account: AccountOfStore, refreshToken: string, limitMs: number): Promise<Grant> {
  const { authorise } = connectorOf(needs, account.platform)
  if (!authorise) throw notConnected()
  const limit = deadlineOf(needs, limitMs)
  try {
    return await authorise.refresh(refreshToken, needs.calls.of(account), limit.signal)
  } finally {
    limit.clear()
  }
}

/** Whatever is no clear answer may have been one that gave a pair. */
export function mayHaveRotated(err: unknown): boolean {
  return !(err instanceof ConnectorError) || err.outcome === 'unknown'
}
