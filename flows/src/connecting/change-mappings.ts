import { Refusal, type Actor, type EcAccount, type ShippingTypeMapping, type Transaction } from '../ports/index.ts'

/**
 * Replaces an account's shipping type mappings and settles the orders that a changed code may concern.
 * @param account locked by this transaction, with its orders
 * @returns how many orders nothing holds any more
 * @throws Refusal `not_authorized`, `mapping_duplicate`, `shipping_type_not_enabled`
 */
export async function changeMappings(tx: Transaction, account: EcAccount, given: readonly ShippingTypeMapping[], actor: Actor): Promise<number> {
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
  if (set.length === 0 && removed.length === 0) return 0

  const enabled = await tx.accounts.enabledShippingTypes(set.map(([, type]) => type))
  const missing = set.find(([, type]) => !enabled.has(type))
  if (missing) throw new Refusal('shipping_type_not_enabled', { code: missing[1] })
  await tx.accounts.replaceMappings(account, [...wanted].map(([platformCode, shippingTypeCode]) => ({ platformCode, shippingTypeCode })))

  const touched = [...set.map(([code]) => code), ...removed]
  const waiting = await tx.matching.pendingWithCodes(account.merchantId, account.id, touched)
  const { released } = await tx.matching.settle(account.merchantId, waiting, actor)
  const data = { set: Object.fromEntries(set), removed, released }
  await tx.timeline.write(account.merchantId, [{ subjectId: account.id, type: 'mappings_saved', actor, data }])
  return released
}
