import { settleMappedJob } from '../jobs/index.ts'
import { settledAtOnce } from '../matching/settle-mapped.ts'
import { Refusal, type Actor, type EcAccount, type ShippingTypeMapping, type Transaction } from '../ports/index.ts'

/**
 * Replaces an account's shipping type mappings and settles the orders that a changed code may concern: at once those that went
 * by another type so far, and of those that only waited a batch. What waits beyond it stays held until it is settled, batch by
 * batch (`settleMapped`), so that very many orders keep nobody else of the merchant's from their turn.
 * @param account locked by this transaction, with its orders
 * @param laterAt when whatever then still waits is to be settled by a job
 * @returns how many orders nothing holds any more, and whether more wait
 * @throws Refusal `not_authorized`, `mapping_duplicate`, `shipping_type_not_enabled`
 */
export async function changeMappings(tx: Transaction, account: EcAccount, given: readonly ShippingTypeMapping[], actor: Actor, laterAt: Date): Promise<{ released: number; more: boolean }> {
  if (account.firstConnectedAt === null) throw new Refusal('not_authorized')
  const wanted = new Map<string, string>()
  for (const { platformCode, shippingTypeCode } of given) {
    const code = platformCode.trim()
    if (wanted.has(code)) throw new Refusal('mapping_duplicate', { code })
    wanted.set(code, shippingTypeCode)
  }
  const before = new Map((await tx.accounts.mappings(account)).map((each) => [each.platformCode, each.shippingTypeCode]))
  const set = [...wanted].filter(([code, type]) => before.get(code) !== type)
  const removed = [...before.keys()].filter((code) => !wanted.has(code))
  if (set.length === 0 && removed.length === 0) return { released: 0, more: false }

  const enabled = await tx.accounts.enabledShippingTypes(set.map(([, type]) => type))
  const missing = set.find(([, type]) => !enabled.has(type))
  if (missing) throw new Refusal('shipping_type_not_enabled', { code: missing[1] })
  await tx.accounts.replaceMappings(account, [...wanted].map(([platformCode, shippingTypeCode]) => ({ platformCode, shippingTypeCode })))

  const replaced = [...set.flatMap(([code]) => (before.has(code) ? [code] : [])), ...removed]
  const differing = replaced.length > 0 ? await tx.matching.pendingWithCodes(account.merchantId, account.id, replaced) : []
  const waiting = await tx.matching.mappedWaiting(account.merchantId, account.id, settledAtOnce + 1)
  const more = waiting.length > settledAtOnce
  const { released } = await tx.matching.settle(account.merchantId, [...new Set([...differing, ...waiting.slice(0, settledAtOnce)])], actor)
  if (more) await tx.jobs.enqueue(settleMappedJob, { merchantId: account.merchantId, id: account.id }, laterAt)
  const data = { set: Object.fromEntries(set), removed, released, ...(more ? { more } : {}) }
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'mappings_saved', actor, data }])
  return { released, more }
}
