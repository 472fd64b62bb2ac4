import type { Outputs } from '../../app/session.tsx'

export type StockPush = Outputs['stockPushes']['get']
export type Write = StockPush['writes'][number]
