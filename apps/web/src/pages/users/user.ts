import type { Outputs } from '../../app/session.tsx'

export type User = Outputs['users']['list']['items'][number]
