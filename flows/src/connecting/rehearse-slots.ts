import { ConnectorError, isTokenRefused } from '@crossdock/connector-kit'
import type { RehearsalCheck } from '@crossdock/domain'
import { everyMerchant, merchantScope, system, type Needs, type RehearsalEnd, type TakenRehearsal } from '../ports/index.ts'
import { clearTrouble, noteFailure, openStore } from './access.ts'
import { currentToken } from './refresh-tokens.ts'

const minuteMs = 60_000
/** So long before its slot an account is looked at. */
const aheadMs = 20 * minuteMs
/** A worker that died with a rehearsal in hand keeps others from it for so long. */
const leaseMs = 2 * minuteMs
/** What may pass by itself is looked at again while there is time. */
const againMs = 4 * minuteMs
/** The access is renewed so that it holds well into the run. */
const runMs = 10 * minuteMs
const patienceMs = 20_000

/**
 * Looks at each account shortly before its next slot: whether its access holds or can be renewed, whether the store lets
 * us read orders, and whether it is still the same shop. What will fail then is said now.
 * @returns how many were looked at
 */
export async function rehearseSlots(needs: Needs, limit = 20): Promise<number> {
  const now = needs.now()
  const at = (ms: number) => new Date(now.getTime() + ms)
  const taken = await needs.store.transact(everyMerchant, (tx) => tx.rehearsals.take({ now, until: at(aheadMs), leaseUntil: at(leaseMs), limit }))
  await Promise.all(taken.map((each) => rehearse(needs, each).catch((err: unknown) => needs.log.error({ err, ecAccountId: each.account.id }, 'A rehearsal could not be ended'))))
  return taken.length
}

async function rehearse(needs: Needs, rehearsal: TakenRehearsal): Promise<void> {
  const { account } = rehearsal
  const failure = await look(needs, rehearsal)
  const end = failure ? endOf(needs, rehearsal, failure) : ({ state: 'ok' } as const)
  const ours = await needs.store.transact(merchantScope(account.merchantId), async (tx) => {
    if (!(await tx.rehearsals.conclude(rehearsal, end))) return false
    if (end.state === 'failed' && rehearsal.attempts === 1) {
      const data = { check: end.check, code: end.trouble.code, detail: end.trouble.message, slotAt: rehearsal.slotAt.toISOString() }
      await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'rehearsal_failed', actor: system, data }])
    }
    return true
  })
  if (!ours) return
  if (failure) await noteFailure(needs, account, failure.err)
  else await clearTrouble(needs, account)
}

interface Failure {
  check: RehearsalCheck
  err: unknown
}

async function look(needs: Needs, { account, slotAt }: TakenRehearsal): Promise<Failure | null> {
  let check: RehearsalCheck = 'token'
  try {
    await currentToken(needs, account, undefined, new Date(slotAt.getTime() + runMs))
    check = 'store'
    const store = openStore(needs, account, { patienceMs })
    const { platformTime } = await store.shop()
    check = 'scope'
    await store.orders?.count({ from: new Date(platformTime.getTime() - minuteMs), to: platformTime })
    return null
  } catch (err) {
    return { check: checkOf(check, err), err }
  }
}

/** What was being looked at when it failed; the failure itself may say it better. */
function checkOf(looking: RehearsalCheck, err: unknown): RehearsalCheck {
  if (!(err instanceof ConnectorError)) return looking
  if (err.code === 'other_shop') return 'shop'
  if (err.code === 'insufficient_scope') return 'scope'
  if (err.kind === 'auth') return 'token'
  return looking === 'scope' ? 'store' : looking
}

function endOf(needs: Needs, { account, slotAt }: TakenRehearsal, { check, err }: Failure): RehearsalEnd {
  const known = err instanceof ConnectorError
  if (!known) needs.log.error({ err, ecAccountId: account.id }, 'A rehearsal failed on our side')
  const trouble = known ? { kind: err.kind, code: err.code, message: err.message } : { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side.' }
  const again = new Date(needs.now().getTime() + againMs)
  return { state: 'failed', check, trouble, again: again < slotAt && mayPass(err) ? again : null }
}

/** A refusal stays until somebody does something, and is looked at again when the account is authorized again. */
const mayPass = (err: unknown): boolean => !(err instanceof ConnectorError) || (err.kind !== 'auth' && err.kind !== 'rejected') || isTokenRefused(err)
