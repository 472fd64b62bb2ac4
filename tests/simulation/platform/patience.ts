import { localBudgets, type Budget } from '@crossdock/connector-kit'
import type { Agenda } from '../agenda.ts'
import type { Process } from '../process.ts'
import type { Platform } from './platform.ts'

/** What one process keeps to towards each account's store: the HTTP module's own budgets. What goes out against what was asked, the journal says. */
export interface Patience {
  budgetOf(accountId: string): Budget
  /** The store wants to be left alone for so long. */
  asked(accountId: string, ms: number): void
  departs(accountId: string, purpose: string): void
}

export function createPatience({ agenda, platform, process, waits }: { agenda: Agenda; platform: Platform; process: Process; waits: boolean }): Patience {
  const { budget, journal } = platform
  const budgets = localBudgets({ ticks: agenda.now, sleep: (ms, signal) => process.needs.timers!.wait(ms, signal) })
  const budgetOf = (accountId: string) => budgets(accountId, budget)
  const notBefore = new Map<string, number>()
  const departures = new Map<string, number[]>()
  return {
    budgetOf,
    asked(accountId, ms) {
      notBefore.set(accountId, Math.max(notBefore.get(accountId) ?? 0, agenda.now() + ms))
      if (waits) budgetOf(accountId).rest(ms)
    },
    departs(accountId, purpose) {
      const now = agenda.now()
      if (now < (notBefore.get(accountId) ?? 0)) journal.write('patience', 'call.too_soon', { purpose, account: accountId, process: process.name, until: notBefore.get(accountId) })
      const recent = [...(departures.get(accountId) ?? []), now].filter((at) => at > now - 10_000)
      departures.set(accountId, recent)
      for (const ms of [1_000, 10_000]) {
        const count = recent.filter((at) => at > now - ms).length
        if (count > budget.capacity + (budget.perSecond * ms) / 1_000) journal.write('patience', 'call.over_budget', { purpose, account: accountId, process: process.name, count, ms })
      }
    },
  }
}
