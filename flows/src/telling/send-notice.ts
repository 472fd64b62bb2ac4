import { shorten } from '@crossdock/domain'
import { everyMerchant, OutboundFailure, type KeptNotice, type Needs, type NoticeAttempt, type NoticeEndpoint, type NoticeOutcome, type SealPlace } from '../ports/index.ts'
import { failingMs, nextTry } from './notice-schedule.ts'
import { signedHeaders } from './signed-headers.ts'
import { tellingOf } from './telling.ts'

/** Longer than the longest attempt. */
const leaseMs = 60_000
const shownCharacters = 1024
/** A test says how it went, and is not tried again. */
export const testType = 'test.event'

export const secretPlace = (endpoint: Pick<NoticeEndpoint, 'merchantId' | 'id'>, field: 'secret' | 'old_secret'): SealPlace => ({ table: 'notice_endpoint', merchantId: endpoint.merchantId, rowId: endpoint.id, field })

/** Makes one attempt at a notice, while its endpoint is enabled. @returns what came of it; null when it was not ours to send */
export async function sendNotice(needs: Needs, job: { merchantId: string; id: string }, options: { evenDisabled?: boolean } = {}): Promise<{ delivered: boolean; attempt: NoticeAttempt } | null> {
  const now = needs.now()
  const taken = await needs.store.transact(everyMerchant, async (tx) => {
    const notice = await tx.notices.take(job.merchantId, job.id, { holder: needs.worker, until: new Date(now.getTime() + leaseMs), now }, options)
    const endpoint = notice && (await tx.notices.get(notice.merchantId, notice.endpointId))
    return notice && endpoint ? { notice, endpoint } : null
  })
  if (!taken) return null
  const attempt = await post(needs, taken.endpoint, taken.notice)
  const delivered = attempt.error === null
  needs.failpoint?.('notice.answered')
  await needs.store.transact(everyMerchant, async (tx) => {
    const settled = await tx.notices.settle(taken.notice, attempt, delivered ? { state: 'delivered' } : outcomeOf(taken.notice, attempt))
    // The endpoint as it is now: somebody may have enabled it meanwhile.
    const endpoint = settled ? await tx.notices.find(taken.endpoint.id) : null
    if (!endpoint) return
    if (delivered) {
      if (endpoint.failingSince !== null) await tx.notices.change(endpoint, { failingSince: null })
      return
    }
    if (taken.notice.type === testType) return
    const failingSince = endpoint.failingSince ?? attempt.at
    if (endpoint.failingSince === null) await tx.notices.change(endpoint, { failingSince })
    if (!endpoint.enabled) return
    if (attempt.status === 410) await tx.notices.disable(endpoint, 'gone', attempt.at)
    else if (attempt.at.getTime() - failingSince.getTime() >= failingMs) await tx.notices.disable(endpoint, 'failing', attempt.at)
  })
  return { delivered, attempt }
}

function outcomeOf(notice: KeptNotice, attempt: NoticeAttempt): NoticeOutcome {
  if (notice.type === testType) return { state: 'failed' }
  const nextAttemptAt = nextTry(notice.tries, attempt.at, Math.random())
  return nextAttemptAt === null ? { state: 'failed' } : { state: 'waiting', nextAttemptAt }
}

async function post(needs: Needs, endpoint: NoticeEndpoint, notice: KeptNotice): Promise<NoticeAttempt> {
  const at = needs.now()
  const failed = (error: string): NoticeAttempt => ({ at, status: null, durationMs: Math.round(needs.now().getTime() - at.getTime()), error, answer: null })
  const secrets = secretsOf(needs, endpoint, at)
  if (secrets === null) return failed('Its secret cannot be opened. Make a new one.')
  try {
    const headers = signedHeaders({ id: notice.messageId, at, payload: notice.payload }, secrets)
    const { status, body, durationMs } = await tellingOf(needs).outbound.post(endpoint.url, headers, notice.payload)
    return { at, status, durationMs, error: status >= 200 && status < 300 ? null : `The receiver answered ${status}.`, answer: keepable(body) }
  } catch (err) {
    if (err instanceof OutboundFailure) return failed(err.message)
    needs.log.error({ err, noticeId: notice.id }, 'Could not send a webhook')
    return failed('Something went wrong on our side.')
  }
}

/** The current secret, and the old one while it signs too. */
function secretsOf(needs: Needs, endpoint: NoticeEndpoint, at: Date): string[] | null {
  const { secret, oldSecret } = endpoint
  try {
    const old = oldSecret && oldSecret.until > at ? [needs.vault.open(oldSecret.sealed, oldSecret.keyId, secretPlace(endpoint, 'old_secret'))] : []
    return [needs.vault.open(secret.sealed, secret.keyId, secretPlace(endpoint, 'secret')), ...old]
  } catch (err) {
    needs.log.warn({ err, endpointId: endpoint.id }, 'The secret of a receiver of webhooks does not open')
    return null
  }
}

/** What a receiver answered is whatever it likes. */
const keepable = (body: string) => shorten(body.replaceAll('\u0000', '').toWellFormed(), shownCharacters) || null
