import type { Outputs } from '../../app/session.tsx'

export type Drift = Outputs['stockDrift']['list']['items'][number]

/** A SKU in a store. */
export const driftKey = (row: { ecAccount: { id: string }; productId: string }): string => `${row.ecAccount.id} ${row.productId}`
