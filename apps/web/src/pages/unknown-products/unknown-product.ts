import type { Outputs } from '../../app/session.tsx'

export type UnknownProduct = Outputs['unknownProducts']['list']['items'][number]
