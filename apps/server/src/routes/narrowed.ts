import type { Principal } from '../principal.ts'

/** The same filter, of the caller's own merchant when they have one: what the second door lets through, so that an index can serve it. */
export function narrowed<Filter extends { merchantId?: string | undefined }>(filter: Filter, principal: Principal): Filter {
  return { ...filter, merchantId: filter.merchantId ?? principal.merchantId ?? undefined }
}
