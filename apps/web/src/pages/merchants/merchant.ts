import type { Outputs } from '../../app/session.tsx'

export type Merchant = Outputs['merchants']['list']['items'][number]
