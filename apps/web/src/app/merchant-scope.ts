import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { useSession } from './session.tsx'

const storageKey = 'crossdock.merchant'

export interface MerchantScope {
  /** To be given to every list: undefined means all merchants. */
  merchantId: string | undefined
  choose: (merchantId: string | undefined) => void
  /** A merchant user has one merchant and no choice. */
  fixed: boolean
}

/** The merchant that the reader works for, as it stands in the address (`?merchant=`). */
export function useMerchantScope(): MerchantScope {
  const session = useSession()
  const inAddress: string | undefined = useSearch({ strict: false, select: (search: Record<string, string | undefined>) => search['merchant'] })
  const navigate = useNavigate()
  return {
    merchantId: session.merchant?.id ?? inAddress,
    fixed: session.role === 'merchant',
    choose: (merchantId) => {
      if (merchantId) localStorage.setItem(storageKey, merchantId)
      else localStorage.removeItem(storageKey)
      void navigate({ to: '.', search: (before: Record<string, string | undefined>) => ({ ...before, merchant: merchantId }), replace: true })
    },
  }
}

/** Puts the merchant chosen last time into an address that names none. */
export function useRememberedMerchant(): void {
  const { merchantId, fixed } = useMerchantScope()
  const navigate = useNavigate()
  const restore = useEffectEvent(() => {
    const remembered = localStorage.getItem(storageKey)
    if (fixed || merchantId || !remembered) return
    void navigate({ to: '.', search: (before: Record<string, string | undefined>) => ({ ...before, merchant: remembered }), replace: true })
  })
  // Once, on arrival from outside: choosing “all merchants” later must hold.
  useEffect(() => restore(), [])
}
