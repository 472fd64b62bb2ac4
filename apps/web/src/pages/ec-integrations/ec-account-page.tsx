import { isolate } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { ConnectionBadge } from '../../parts/badges.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { AccountContent } from './account-content.tsx'
import { AuthorizationFailure, isAuthorizationFailure } from './authorization-failure.tsx'
import { AuthorizedNotice } from './authorized-notice.tsx'
import classes from './ec-account.module.css'

/** One EC account: Connection on the left, Settings on the right; or what came of an authorization that did not succeed. */
export function EcAccountPage() {
  const t = useTranslations('ecIntegrations')
  const { id = '' } = useParams({ strict: false })
  const query = useQuery(api.ecAccounts.get.queryOptions({ input: { id }, refetchInterval: 15_000 }))
  const outcome = useUrlFilters(['authorized', 'authorization'])
  const { authorized, authorization } = outcome.values
  // The browser comes back from the platform by a full load; what it brought is said once and taken off the address.
  const [justAuthorized] = useState(authorized !== undefined)
  const cleanAddress = useEffectEvent(() => {
    if (authorized !== undefined) outcome.clear()
  })
  useEffect(() => cleanAddress(), [])
  const account = query.data
  if (account && isAuthorizationFailure(authorization)) return <AuthorizationFailure failure={authorization} account={account} />
  return (
    <>
      <PageHeader title={account?.displayName ?? t('title')} badge={account && <ConnectionBadge status={account.connection.status} />} back={{ label: t('title'), link: { to: '/ec-integrations' } }}
        description={account && `${isolate(account.merchant.name)} · ${account.platform.name} · ${isolate(account.salesChannel.name)}`} />
      {/* There before it has something to say, so that it is read out. */}
      <div role="status">{account && justAuthorized && <AuthorizedNotice shopTitle={account.connection.shop?.title ?? null} />}</div>
      {query.error && <ErrorPanel error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <div className={classes.halves} aria-busy><Skeleton height={360} /><Skeleton height={520} /></div>}
      {account && <AccountContent key={id} account={account} />}
    </>
  )
}
