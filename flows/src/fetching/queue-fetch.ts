import { latestSlot, nextSlot, type FetchTrigger, type SlotOccurrence } from '@crossdock/domain'
import { everyMerchant, merchantScope, Refusal, system, type Actor, type EcAccount, type Needs } from '../ports/index.ts'

/** A slot this late was missed, and is caught up. */
const lateMs = 5 * 60_000

/** Fetch now: queues a run, or answers with the one under way; where that does not read what is ordered now, another follows it. @returns its id */
export async function fetchNow(needs: Needs, input: { merchantId: string; ecAccountId: string; actor: Actor }): Promise<string> {
  return needs.store.transact(merchantScope(input.merchantId), async (tx) => {
    const account = await tx.accounts.get(input.merchantId, input.ecAccountId)
    if (!account) throw new Refusal('not_found')
    if (!account.firstConnectedAt) throw new Refusal('not_authorized')
    if (account.connectionStatus !== 'connected') throw new Refusal('not_connected')
    const run = await tx.fetching.queueRun(input.merchantId, account.id, { trigger: 'manual', slot: null, actor: input.actor })
    if (!run) throw new Refusal('not_found')
    if (!run.readsNow) await tx.fetching.fetchAfter(input.merchantId, run.id, input.actor)
    return run.id
  })
}

/**
 * Claims the slots that have come: each slot of an account once a local day, with any number of workers; after a time
 * without workers only the latest slot is caught up, once.
 * @returns how many accounts were due
 */
export async function claimDueSlots(needs: Needs, limit = 200): Promise<number> {
  return needs.store.transact(everyMerchant, async (tx) => {
    const now = needs.now()
    const due = await tx.fetching.dueSlots(now, limit)
    const claims = due.map(({ account }) => claimOf(account, now))
    const queued = await tx.fetching.queueSlotRuns(claims.filter((claim): claim is Claim & { slot: SlotOccurrence } => claim.slot !== null))
    const claimed: Claim[] = []
    for (const claim of claims) {
      const { merchantId, ecAccountId, slot, trigger } = claim
      if (slot && !queued.has(ecAccountId)) {
        const run = await tx.fetching.queueRun(merchantId, ecAccountId, { trigger, slot, actor: system })
        // Its window was cut at this very moment: the slot stays due until that run ends.
        if (run && !run.readsNow) continue
        if (run && !run.fresh) await tx.fetching.noteServedSlot(merchantId, ecAccountId, slot)
      }
      claimed.push(claim)
    }
    await tx.fetching.setNextSlots(claimed)
    if (claimed.length > 0) needs.failpoint?.('fetch.slot-claimed')
    return due.length
  })
}

/** What an account whose slot has come is to get. */
interface Claim {
  merchantId: string
  ecAccountId: string
  slot: SlotOccurrence | null
  trigger: FetchTrigger
  next: SlotOccurrence | null
}

function claimOf({ merchantId, id, fetchSchedule, timeZone }: EcAccount, now: Date): Claim {
  const slot = latestSlot(fetchSchedule, timeZone, now)
  const late = slot !== null && now.getTime() - slot.at.getTime() > lateMs
  return { merchantId, ecAccountId: id, slot, trigger: late ? 'catch_up' : 'slot', next: nextSlot(fetchSchedule, timeZone, now) }
}
