import { newId, systemMerchantId } from '@crossdock/domain'
import { Refusal, refuseStale, type Actor, type Needs, type NoticeEndpoint, type Scope, type Transaction } from '../ports/index.ts'
import { secretPlace, sendNotice, testType } from './send-notice.ts'
import { newSecret } from './signed-headers.ts'
import { tellingOf } from './telling.ts'

const mostEndpoints = 20
/** How long the old secret signs beside the new one. */
const rotationMs = 24 * 3_600_000

/** @param merchantId null: hears of every merchant @returns its id, and its secret, which is not shown again */
export async function createEndpoint(needs: Needs, input: { scope: Scope; actor: Actor; merchantId: string | null; url: string; description: string | null; kinds: string[] }): Promise<{ id: string; secret: string }> {
  checkUrl(needs, input.url)
  return needs.store.transact(input.scope, async (tx) => {
    if (input.merchantId !== null && !(await tx.accounts.merchant(input.merchantId))) throw new Refusal('not_found')
    const merchantId = input.merchantId ?? systemMerchantId
    if ((await tx.notices.endpoints()).filter((each) => each.merchantId === merchantId).length >= mostEndpoints) throw new Refusal('too_many_endpoints', { limit: mostEndpoints })
    const [id, secret] = [newId(), newSecret()]
    await tx.notices.insert({ merchantId, id, url: input.url, description: input.description, kinds: input.kinds, enabled: true, secret: needs.vault.seal(secret, secretPlace({ merchantId, id }, 'secret')), createdAt: needs.now(), createdBy: input.actor.name })
    return { id, secret }
  })
}

export interface EndpointChange {
  url?: string | undefined
  description?: string | null | undefined
  kinds?: string[] | undefined
  enabled?: boolean | undefined
}

/** Enabling sends at once what was kept meanwhile. @throws Refusal not_found, webhook_url_refused, version_conflict */
export async function changeEndpoint(needs: Needs, { scope, id, version, change }: { scope: Scope; id: string; version?: number | undefined; change: EndpointChange }): Promise<void> {
  if (change.url !== undefined) checkUrl(needs, change.url)
  await needs.store.transact(scope, async (tx) => {
    const endpoint = await found(tx, id)
    refuseStale(version, endpoint.version)
    const { url, description, kinds, enabled } = change
    await tx.notices.change(endpoint, { ...(url === undefined ? {} : { url }), ...(description === undefined ? {} : { description }), ...(kinds === undefined ? {} : { kinds }) })
    if (enabled === true && !endpoint.enabled) await tx.notices.enable(endpoint, needs.now())
    if (enabled === false && endpoint.enabled) await tx.notices.disable(endpoint, 'person', needs.now())
  })
}

export async function removeEndpoint(needs: Needs, { scope, id }: { scope: Scope; id: string }): Promise<void> {
  await needs.store.transact(scope, async (tx) => tx.notices.remove(await found(tx, id)))
}

export async function rotateSecret(needs: Needs, { scope, id }: { scope: Scope; id: string }): Promise<{ secret: string; oldSecretUntil: Date }> {
  return needs.store.transact(scope, async (tx) => {
    const endpoint = await found(tx, id)
    const old = openSecret(needs, endpoint)
    const secret = newSecret()
    const until = new Date(needs.now().getTime() + rotationMs)
    const oldSecret = old === null ? null : { ...needs.vault.seal(old, secretPlace(endpoint, 'old_secret')), until }
    await tx.notices.change(endpoint, { secret: needs.vault.seal(secret, secretPlace(endpoint, 'secret')), oldSecret })
    return { secret, oldSecretUntil: until }
  })
}

/** null when its key is gone: a new secret is then the remedy, and the old one cannot sign beside it. */
function openSecret(needs: Needs, endpoint: NoticeEndpoint): string | null {
  try {
    return needs.vault.open(endpoint.secret.sealed, endpoint.secret.keyId, secretPlace(endpoint, 'secret'))
  } catch (err) {
    needs.log.warn({ err, endpointId: endpoint.id }, 'The secret of a receiver of webhooks does not open')
    return null
  }
}

/** Sends a test event, also to an endpoint that is switched off, and says how it went. */
export async function testEndpoint(needs: Needs, { scope, id }: { scope: Scope; id: string }): Promise<{ deliveryId: string; delivered: boolean; status: number | null; durationMs: number; error: string | null }> {
  const at = needs.now()
  const notice = await needs.store.transact(scope, async (tx) => {
    const endpoint = await found(tx, id)
    const payload = JSON.stringify({ type: testType, timestamp: at.toISOString(), data: { message: 'A test from Crossdock.' } })
    const made = { merchantId: endpoint.merchantId, id: newId(), endpointId: endpoint.id, messageId: `msg_${newId()}`, type: testType, payload, at }
    // Without a job: it is sent right here.
    await tx.notices.add([made], { quietly: true })
    return made
  })
  const sent = await sendNotice(needs, notice, { evenDisabled: true })
  // A worker may have been quicker than we.
  if (!sent) return { deliveryId: notice.id, delivered: false, status: null, durationMs: 0, error: 'It is being sent by a worker: see the list of deliveries.' }
  const { status, durationMs, error } = sent.attempt
  return { deliveryId: notice.id, delivered: sent.delivered, status, durationMs, error }
}

/** Sends again all that failed since, each under its own id. @returns how many */
export async function replayFailed(needs: Needs, { scope, id, since }: { scope: Scope; id: string; since: Date }): Promise<number> {
  return needs.store.transact(scope, async (tx) => tx.notices.replay(await found(tx, id), { failedSince: since }, needs.now()))
}

/** Sends one again, under the id that it had: the receiver knows it if it has it. */
export async function replayNotice(needs: Needs, { scope, endpointId, noticeId, state }: { scope: Scope; endpointId: string; noticeId: string; state: string }): Promise<void> {
  const replayed = await needs.store.transact(scope, async (tx) => tx.notices.replay(await found(tx, endpointId), { noticeId }, needs.now()))
  if (replayed === 0) throw new Refusal('webhook_not_replayable', { state })
}

async function found(tx: Transaction, id: string): Promise<NoticeEndpoint> {
  const endpoint = await tx.notices.find(id)
  if (!endpoint) throw new Refusal('not_found')
  return endpoint
}

function checkUrl(needs: Needs, url: string): void {
  const reason = tellingOf(needs).outbound.refuse(url)
  if (reason !== null) throw new Refusal('webhook_url_refused', { reason })
}
