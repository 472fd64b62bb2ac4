import { setTimeout as delay } from 'node:timers/promises'
import { reconcile, reconcileNow } from '@crossdock/flows'
import { everyMerchant, Refusal } from '@crossdock/flows/ports'
import { getReconciliation, type ReconciliationView } from '@crossdock/postgres'
import type { App } from '../context.ts'
import { Sentence } from '../running/sentence.ts'

export interface Compared {
  ecAccount: { id: string; name: string }
  /** Null when it was not begun, for the reason given. */
  reconciliation: ReconciliationView | null
  refused: string | null
}

const lookEveryMs = 500
const mostDays = 30
const over = new Set(['succeeded', 'failed', 'stopped'])

/**
 * Compares stores with what we have, now: by this process, or by the worker that has begun already. Each is waited for.
 * @param account an id or a display name; null for every connected account
 * @param days how far back; as far as orders can be fetched unless told
 * @throws Sentence when there is none of that id or name
 */
export async function runReconcile({ needs, database }: Pick<App, 'needs' | 'database'>, { account, patienceMs, days }: { account: string | null; patienceMs: number; days?: number | undefined }): Promise<Compared[]> {
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= mostDays)) throw new Sentence(`--days is a whole number from 1 to ${mostDays}.`)
  const accounts = await database.transact(everyMerchant, async (tx) => {
    const all = tx.selectFrom('ec_account').select(['merchant_id', 'id', 'display_name']).orderBy('display_name')
    if (account === null) return all.where('connection_status', '=', 'connected').execute()
    return (await all.execute()).filter((each) => each.id === account || each.display_name === account)
  })
  if (accounts.length === 0) throw new Sentence(account === null ? 'No EC account is connected, so there is nothing to compare.' : `There is no EC account with the id or name “${account}”.`)
  const compared: Compared[] = []
  for (const { merchant_id: merchantId, id: ecAccountId, display_name: name } of accounts) {
    const of = { ecAccount: { id: ecAccountId, name } }
    try {
      const id = await reconcileNow(needs, { merchantId, ecAccountId, actor: { kind: 'system', name: 'command line' }, days })
      compared.push({ ...of, reconciliation: await untilOver({ needs, database }, { merchantId, id }, patienceMs), refused: null })
    } catch (err) {
      if (!(err instanceof Refusal)) throw err
      compared.push({ ...of, reconciliation: null, refused: err.code })
    }
  }
  return compared
}

async function untilOver({ needs, database }: Pick<App, 'needs' | 'database'>, job: { merchantId: string; id: string }, patienceMs: number): Promise<ReconciliationView | null> {
  const begun = performance.now()
  for (;;) {
    // Whoever holds the lease does it; a worker's is left alone.
    await reconcile(needs, job)
    const view = await database.transact(everyMerchant, (tx) => getReconciliation(tx, job.id))
    if (!view || over.has(view.status) || performance.now() - begun > patienceMs) return view
    await delay(lookEveryMs)
  }
}

export function reconcileText(compared: readonly Compared[]): string {
  return compared.map(({ ecAccount, reconciliation, refused }) => {
    if (!reconciliation) return `✗ ${ecAccount.name}: not compared (${refused})`
    const { status, days, storeCount, hereCount, missing, newer, leftOver, differences, finishedAt, error, waitingUntil } = reconciliation
    if (status !== 'succeeded') return `✗ ${ecAccount.name}: ${status}${error ? `, ${error.message}` : ''}${waitingUntil ? `, again at ${waitingUntil}` : ''}`
    const found = differences.map(({ kind, outcome, orders }) => `  ${orders} ${kind.replaceAll('_', ' ')}: ${outcome.replaceAll('_', ' ')}`)
    return [`✓ ${ecAccount.name}: of ${days} days, ${storeCount} at the store, ${hereCount} here, ${missing} missing, ${newer} brought up to date, checked ${finishedAt}`, ...found, ...(leftOver > 0 ? [`  ${leftOver} that the store did not list are asked for next time`] : [])].join('\n')
  }).join('\n')
}

export const allCompared = (compared: readonly Compared[]) => compared.every(({ reconciliation }) => reconciliation?.status === 'succeeded')
