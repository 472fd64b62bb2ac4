import type { Outputs } from '../../app/session.tsx'

export type ShippingType = Outputs['shippingTypes']['list']['items'][number]
