import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { useMerchantScope } from '../app/merchant-scope.ts'

/** The EC accounts of the merchant shown, to filter a list by. */
export function useAccountOptions(): { value: string; label: string }[] {
  const { merchantId } = useMerchantScope()
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 }, staleTime: 60_000 }))
  return (accounts.data?.items ?? []).map((each) => ({ value: each.id, label: each.displayName }))
}
