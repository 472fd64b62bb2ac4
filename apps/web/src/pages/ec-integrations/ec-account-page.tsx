import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { AccountContent } from './account-content.tsx'
import { AuthorizationFailure, isAuthorizationFailure } from './authorization-failure.tsx'
import classes from './ec-account.module.css'

/** One EC account: Connection on the left, Settings on the right; or what came of an authorization that did not succeed. */
export function EcAccountPage() {
  const t = useTranslations('ecIntegrations')
  const { id = '' } = useParams({ strict: false })
  const account = useQuery(api.ecAccounts.get.queryOptions({ input: { id } }))
  const outcome = useUrlFilters(['authorized', 'authorization'])
  const [justAuthorized, setJustAuthorized] = useState(false)
  const { authorized, authorization } = outcome.values
  useEffect(() => {
    if (authorized === undefined) return
    setJustAuthorized(true)
    outcome.clear()
  }, [authorized])
  const back = { label: t('title'), link: { to: '/ec-integrations' } }
  if (!account.data) {
    return (
      <>
        <PageHeader title={t('title')} back={back} />
        {account.error ? <ErrorPanel error={account.error} retry={() => void account.refetch()} /> : <div className={classes.halves} aria-busy><Skeleton height={360} /><Skeleton height={520} /></div>}
      </>
    )
  }
  if (isAuthorizationFailure(authorization)) return <AuthorizationFailure failure={authorization} account={account.data} />
  return (
    <>
      {account.error && <ErrorPanel error={account.error} retry={() => void account.refetch()} />}
      <AccountContent key={id} account={account.data} justAuthorized={justAuthorized} />
    </>
  )
}
