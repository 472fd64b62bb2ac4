import type { Outputs } from '../../app/session.tsx'

export type Channel = Outputs['salesChannels']['list']['items'][number]
