/** What an EC account was promised of one product: hundredths of a unit earned so far, and whole units pushed so far. */
export interface PushLedger {
  earnedHundredths: number
  pushed: number
}

/**
 * The share of a put-away that is pushed to one EC account. The floor is taken over everything earned so far, so ten
 * inbounds of 1 at 50 % push 5 and not 0; each put-away earns at the percentage that holds when it completes, so that
 * changing the percentage never pushes a past inbound again or takes it back.
 * @param putAway whole units put away, ≥ 0
 * @param percentage whole percent, 0–100
 */
export function earnPush(ledger: PushLedger, putAway: number, percentage: number): { increment: number; ledger: PushLedger } {
  const earnedHundredths = ledger.earnedHundredths + putAway * percentage
  const target = Math.floor(earnedHundredths / 100)
  const increment = Math.max(0, target - ledger.pushed)
  return { increment, ledger: { earnedHundredths, pushed: ledger.pushed + increment } }
}

/** What keeps the floor right: what is earned in whole units, less what is pushed. Negative when a store was told too much. */
export function pushDue({ earnedHundredths, pushed }: PushLedger): number {
  return Math.floor(earnedHundredths / 100) - pushed
}

/**
 * A put-away that earned at a percentage turns out to be another: what it earned moves by the difference, at the percentage
 * of its own day. Nothing is pushed by it; what is due then waits for a person.
 * @param delta whole units, negative when less was put away than counted
 */
export function correctEarned(ledger: PushLedger, delta: number, percentage: number): PushLedger {
  return { earnedHundredths: ledger.earnedHundredths + delta * percentage, pushed: ledger.pushed }
}

/** The combined percentage at which a merchant's stores may sell more than there is. */
export const oversellingPercentage = 100

/** @returns the sum and the accounts that make it up, when they together reach 100 % or more; else null. */
export function oversellingWarning<A extends { pushEnabled: boolean; pushPercentage: number }>(
  accounts: readonly A[],
): { sum: number; accounts: A[] } | null {
  const pushing = accounts.filter((account) => account.pushEnabled)
  const sum = pushing.reduce((total, account) => total + account.pushPercentage, 0)
  return sum >= oversellingPercentage ? { sum, accounts: pushing } : null
}
