import { isolate } from '@crossdock/domain'
import { Group } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { AuthorizeButton, useAuthorize } from './authorize-button.tsx'

const failures = ['denied', 'expired', 'replayed', 'other_shop', 'shop_taken', 'failed', 'session'] as const
type Failure = (typeof failures)[number]

export function isAuthorizationFailure(value: string | undefined): value is Failure {
  return oneOf(failures, value) !== undefined
}

/** What came of an authorization that did not succeed, in words, with a way on. */
export function AuthorizationFailure({ failure, account }: { failure: Failure; account: Outputs['ecAccounts']['get'] | null }) {
  const t = useTranslations('ecIntegrations')
  const failureText = useTranslations('ecIntegrations.failure')
  const authorize = useAuthorize()
  const text = failure === 'other_shop' ? failureText('other_shop.text', { shop: isolate(account?.connection.shop?.title ?? failureText('other_shop_unnamed')) }) : failureText(`${failure}.text`)
  return (
    <>
      <PageHeader title={account?.displayName ?? t('title')} back={{ label: t('title'), link: { to: '/ec-integrations' } }} />
      <div role="alert">
        <EmptyState icon={<IconPlugConnectedX size={36} stroke={1.4} />} title={failureText(`${failure}.title`)}
          action={
            <Group justify="center">
              {account && <AuthorizeButton authorize={authorize} accountId={account.id} platformName={account.platform.name} />}
              {account
                ? <AppLink to="/ec-integrations/$id" params={{ id: account.id }}>{failureText('backToAccount')}</AppLink>
                : <AppLink to="/ec-integrations">{failureText('backToList')}</AppLink>}
            </Group>
          }>
          {text}
        </EmptyState>
        {authorize.error && <ErrorPanel error={authorize.error} />}
      </div>
    </>
  )
}
