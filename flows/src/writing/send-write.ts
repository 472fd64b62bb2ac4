import { ConnectorError } from '@crossdock/connector-kit'
import { clearTrouble, noteFailure } from '../connecting/access.ts'
import { merchantScope, timersOf, type AccountRef, type EcAccount, type Needs, type PlatformWrite, type Transaction, type WriteOutcome } from '../ports/index.ts'
import { executors } from './executors.ts'
import { outcomeOfFailure, OutcomeUnknown } from './settle-outcome.ts'
import { transactIf } from './transact-if.ts'

const leaseMs = 45_000
const attemptMs = 35_000
const mostDeaths = 3
/** What an attempt still has when the process is about to end. */
const endingMs = 5_000

/** A write to be worked on, and its account; null where that is gone. */
export interface WriteWork {
  write: PlatformWrite
  account: EcAccount | null
}

/**
 * The next step of one write: sends it when it is due, connected and its turn; or, when it was accepted, does what is
 * left to follow. Safe to call at any time and twice: the row decides, and the key of every attempt is the same.
 */
export async function sendWrite(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  const found = await findWork(needs, job)
  if (found) await workOn(needs, found)
}

/**
 * Sends a write that was taken, or does what follows one that was accepted.
 * @returns false when the store is not to be called now, for this write or for another
 */
export async function workOn(needs: Needs, { write, account }: WriteWork): Promise<boolean> {
  const executor = executors[write.kind]
  needs.failpoint?.('write.taken')
  if (write.state !== 'accepted') {
    const { outcome, failure } = await attempt(needs, write, account)
    needs.failpoint?.('write.answered')
    const settled = await settle(needs, { write, account }, outcome)
    needs.failpoint?.('write.settled')
    if (account) await tellAccount(needs, account, outcome, failure)
    if (!settled || outcome.state !== 'accepted') return !wasHeldBack(failure)
    if (account) await executor.followUp?.(needs, write, account, settled.recorded)
    return true
  }
  if (account) await executor.followUp?.(needs, write, account)
  return true
}

/** @returns what was kept of an end; null when somebody else has taken the write since */
async function settle(needs: Needs, { write, account }: WriteWork, outcome: WriteOutcome): Promise<{ recorded: unknown } | null> {
  const record = async (tx: Transaction) => {
    const recorded = outcome.state === 'accepted' || outcome.state === 'rejected' ? await executors[write.kind].record?.(tx, write, outcome, account) : undefined
    needs.failpoint?.('write.written')
    return recorded
  }
  const scope = merchantScope(write.merchantId)
  if (outcome.state === 'accepted') {
    const kept = await transactIf(needs.store, scope, (tx) => [tx.writes.settle(write, outcome), record(tx)])
    return kept && { recorded: kept.rest }
  }
  return needs.store.transact(scope, async (tx) => ((await tx.writes.settle(write, outcome)) ? { recorded: await record(tx) } : null))
}

/** Not even sent: the platform has asked not to be called, or has stopped answering. */
const wasHeldBack = (failure: unknown): boolean => failure instanceof ConnectorError && failure.outcome === 'not_sent' && (failure.kind === 'rate_limited' || failure.code === 'platform_down')

async function findWork(needs: Needs, job: { merchantId: string; id: string }): Promise<WriteWork | null> {
  return needs.store.transact(merchantScope(job.merchantId), async (tx) => {
    const kept = await tx.writes.get(job.merchantId, job.id)
    if (!kept) return null
    const account = await tx.accounts.get(job.merchantId, kept.ecAccountId)
    if (account?.connectionStatus !== 'connected' && !executors[kept.kind].whileDisconnected) return null
    if (kept.state === 'accepted') return { write: kept, account }
    const write = await tx.writes.take(job.merchantId, job.id, leaseOf(needs))
    return write && !(await isPutAside(needs, tx, write)) ? { write, account } : null
  })
}

/** The next of an account's work: the writes that have been due for longest, then parcels that are to be read back. */
export async function takeDue(needs: Needs, ref: AccountRef, most: number): Promise<WriteWork[]> {
  return needs.store.transact(merchantScope(ref.merchantId), async (tx) => {
    const account = await tx.accounts.get(ref.merchantId, ref.id)
    const connected = account?.connectionStatus === 'connected'
    const lease = leaseOf(needs)
    const found: WriteWork[] = []
    for (const write of await tx.writes.takeDue(ref, lease, { connected, most })) {
      if (!(await isPutAside(needs, tx, write))) found.push({ write, account })
    }
    if (!connected || found.length >= most) return found
    for (const id of await tx.shipping.takeUnconfirmed(ref, { now: lease.now, until: lease.until, most: most - found.length })) {
      const write = await tx.writes.get(ref.merchantId, id)
      if (write) found.push({ write, account })
    }
    return found
  })
}

function leaseOf(needs: Needs): { holder: string; until: Date; now: Date } {
  const now = needs.now()
  return { holder: needs.worker, until: new Date(now.getTime() + leaseMs), now }
}

/**
 * What ends every process that sends it is sent no more by itself, and nobody knows whether the store has it: a person looks
 * there and says so. What may be repeated without harm is refused, to be sent again.
 */
async function isPutAside(needs: Needs, tx: Transaction, write: PlatformWrite): Promise<boolean> {
  if (write.deaths < mostDeaths) return false
  needs.log.error({ writeId: write.id, deaths: write.deaths }, 'A write was put aside: it ends whoever sends it')
  const at = needs.now()
  const told = {
    httpStatus: null, errorKind: 'internal', errorCode: 'worker_died', at,
    error: `${write.deaths} times in a row, the process that sent this ended in the middle of it, so it is not known whether the store has it. Look there before sending it again.`,
  }
  if (write.kind !== 'revocation' && write.kind !== 'webhook_subscription') await tx.writes.settle(write, { ...told, state: 'unknown', asks: true, uncertainSince: write.uncertainSince ?? at })
  else if (await tx.writes.settle(write, { ...told, state: 'rejected', answer: null })) await executors[write.kind].record?.(tx, write, { ...told, state: 'rejected', answer: null }, null)
  return true
}

async function attempt(needs: Needs, write: PlatformWrite, account: EcAccount | null): Promise<{ outcome: WriteOutcome; failure: unknown }> {
  const executor = executors[write.kind]
  const sentAt = needs.now()
  const limit = limitOf(needs)
  const facts = { write, at: sentAt, signal: limit.signal }
  try {
    const answer = await (executor.whileDisconnected ? executor.send(needs, facts) : executor.send(needs, { ...facts, account: present(account) }))
    return { outcome: { state: 'accepted', answer, httpStatus: null, at: needs.now() }, failure: null }
  } catch (err) {
    if (!(err instanceof ConnectorError || err instanceof OutcomeUnknown)) needs.log.error({ err, writeId: write.id, kind: write.kind }, 'A write could not be sent')
    return { outcome: outcomeOfFailure(err, write, sentAt, needs.now()), failure: err }
  } finally {
    limit.clear()
  }
}

/** Gives an attempt up in time for its outcome to be kept: before its lease ends, and before the process does. */
function limitOf(needs: Pick<Needs, 'ending' | 'timers'>): { signal: AbortSignal; clear(): void } {
  const stop = new AbortController()
  const { ending } = needs
  const timers = timersOf(needs)
  const callOff = [timers.after(attemptMs, () => stop.abort())]
  const hurry = () => callOff.push(timers.after(endingMs, () => stop.abort()))
  if (ending?.aborted) hurry()
  ending?.addEventListener('abort', hurry)
  return {
    signal: stop.signal,
    clear() {
      for (const off of callOff) off()
      ending?.removeEventListener('abort', hurry)
    },
  }
}

/**
 * Trouble with one write is the account's trouble only when the platform cannot be reached or understood, or does not let us
 * in. Trouble that was noted since the account was looked up is ended by whatever is done next, and first by the attempt that
 * makes up for the one that failed.
 */
async function tellAccount(needs: Needs, account: EcAccount, outcome: WriteOutcome, failure: unknown): Promise<void> {
  if (outcome.state === 'accepted') {
    if (account.degradedSince !== null) await clearTrouble(needs, account)
  } else if (failure instanceof ConnectorError && failure.kind !== 'rejected') await noteFailure(needs, account, failure)
}

/** Whoever needs an account has been looked up with it: the work would not have been found otherwise. */
function present(account: EcAccount | null): EcAccount {
  if (!account) throw new Error('a write was taken without its EC account')
  return account
}
