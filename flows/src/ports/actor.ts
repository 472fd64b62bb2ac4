import type { ActorKind } from '@crossdock/domain'

/** Who does something: shown in every timeline. */
export interface Actor {
  kind: ActorKind
  name: string
}

export const system: Actor = { kind: 'system', name: 'Crossdock' }

/** Whose rows a transaction may touch: one merchant's, or all (warehouse people, workers). */
export type Scope = { merchant: string }
export const everyMerchant: Scope = { merchant: 'all' }
export const merchantScope = (merchantId: string): Scope => ({ merchant: merchantId })
