import { coverageGaps } from '@crossdock/domain'
import { everyMerchant, system, type CoveredAccount, type Needs } from '../ports/index.ts'

const firstPauseMs = 15 * 60_000
const longestPauseMs = 4 * 3_600_000

/**
 * Queues a run over the oldest gap of each account that is connected and idle, so that what was missed is read without
 * anybody asking. One that is refused again and again, or read without anything of it being covered, is tried more and
 * more rarely.
 * @returns how many were queued
 */
export async function queueGaps(needs: Needs): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    let queued = 0
    for (const account of await tx.coverage.idleAccounts(now)) {
      const gap = mayTry(account, now) ? coverageGaps(account.facts, account.covered, now)[0] : undefined
      if (!gap) continue
      const run = await tx.fetching.queueRun(account.merchantId, account.id, { trigger: 'gap', slot: null, actor: system, window: gap })
      if (!run?.fresh) continue
      needs.failpoint?.('gap.queued')
      queued++
    }
    return queued
  })
}

function mayTry({ lastGapRunAt, vainGapRuns }: CoveredAccount, now: Date): boolean {
  if (!lastGapRunAt || vainGapRuns === 0) return true
  return now.getTime() - lastGapRunAt.getTime() >= Math.min(longestPauseMs, firstPauseMs * 2 ** (vainGapRuns - 1))
}
