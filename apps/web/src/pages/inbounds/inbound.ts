import type { Outputs } from '../../app/session.tsx'

export type Inbound = Outputs['inbounds']['get']
