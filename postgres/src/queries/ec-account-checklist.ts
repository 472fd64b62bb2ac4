import type { Tx } from '../database.ts'
import { getEcAccount, type EcAccountDetail } from './ec-accounts.ts'
import type { FetchRunView } from './fetch-runs.ts'
import type { RehearsalView } from './rehearsals.ts'

type Facts = Record<string, string | number>

export interface CheckItem {
  check: 'fetch_enabled' | 'schedule_set' | 'connected' | 'channel_enabled' | 'rehearsal' | 'last_run' | 'found_orders'
  state: 'ok' | 'problem' | 'unknown'
  facts: Facts
}

/** Why orders come or do not come, in the order in which to look; null when there is no such account within the scope. */
export async function readChecklist(tx: Tx, id: string): Promise<{ items: CheckItem[]; lastRun: FetchRunView | null } | null> {
  const account = await getEcAccount(tx, id)
  return account && { items: checklistOf(account), lastRun: account.lastRun }
}

export function checklistOf({ settings, connection, salesChannel, lastRun, rehearsal }: Pick<EcAccountDetail, 'settings' | 'connection' | 'salesChannel' | 'lastRun' | 'rehearsal'>): CheckItem[] {
  const connected = connection.status === 'connected' || connection.status === 'degraded'
  return [
    { check: 'fetch_enabled', state: settings.fetchEnabled ? 'ok' : 'problem', facts: {} },
    {
      check: 'schedule_set',
      state: settings.fetchSchedule.length > 0 ? 'ok' : 'problem',
      facts: { times: settings.fetchSchedule.join(', '), timeZone: settings.timeZone, ...given({ nextFetchAt: settings.nextFetchAt }) },
    },
    { check: 'connected', state: connected ? 'ok' : 'problem', facts: { status: connection.status, ...given({ since: connection.since, reason: connection.reason, detail: connection.detail }) } },
    { check: 'channel_enabled', state: salesChannel.enabled ? 'ok' : 'problem', facts: { name: salesChannel.name } },
    rehearsalItem(rehearsal, settings.nextFetchAt),
    lastRunItem(lastRun),
    foundItem(lastRun),
  ]
}

/** Only the rehearsal of the slot that comes next says anything of it. */
function rehearsalItem(rehearsal: RehearsalView | null, nextFetchAt: string | null): CheckItem {
  if (!rehearsal || rehearsal.slotAt !== nextFetchAt) return { check: 'rehearsal', state: 'unknown', facts: {} }
  const { state, failed, at, slotAt } = rehearsal
  return { check: 'rehearsal', state: state === 'ok' ? 'ok' : state === 'failed' ? 'problem' : 'unknown', facts: { at, slotAt, ...given({ failedCheck: failed?.check ?? null, owner: failed?.owner ?? null, detail: failed?.detail ?? null }) } }
}

function lastRunItem(run: FetchRunView | null): CheckItem {
  if (!run) return { check: 'last_run', state: 'unknown', facts: {} }
  const state = run.status === 'succeeded' ? 'ok' : run.status === 'failed' || run.status === 'stopped' ? 'problem' : 'unknown'
  return { check: 'last_run', state, facts: { status: run.status, trigger: run.trigger, at: run.finishedAt ?? run.startedAt ?? run.createdAt, ...given({ detail: run.error?.message ?? null }) } }
}

/** Orders that were seen and all skipped are a problem; a store in which nothing changed is none. */
function foundItem(run: FetchRunView | null): CheckItem {
  if (run?.status !== 'succeeded') return { check: 'found_orders', state: 'unknown', facts: {} }
  const { seen, new: fresh, changed, unchanged, canceled, held, skipped } = run
  const skips = Object.fromEntries(Object.entries(run.skippedBy).map(([reason, count]) => [`skipped_${reason}`, count]))
  const state = skipped > 0 && skipped === seen ? 'problem' : fresh + changed + unchanged + canceled > 0 ? 'ok' : 'unknown'
  return { check: 'found_orders', state, facts: { seen, new: fresh, changed, unchanged, canceled, held, skipped, ...skips } }
}

function given(facts: Record<string, string | number | null>): Facts {
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string | number] => entry[1] !== null))
}
