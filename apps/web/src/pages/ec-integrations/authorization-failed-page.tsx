import { useSearch } from '@tanstack/react-router'
import { AuthorizationFailure, isAuthorizationFailure } from './authorization-failure.tsx'

/** For an authorization of which not even the EC account is known. */
export function AuthorizationFailedPage() {
  const { reason }: Record<string, string | undefined> = useSearch({ strict: false })
  return <AuthorizationFailure failure={isAuthorizationFailure(reason) ? reason : 'failed'} account={null} />
}
