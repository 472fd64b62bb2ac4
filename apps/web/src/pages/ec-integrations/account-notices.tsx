import { useTranslations } from 'use-intl'
import { Banner } from '../../ui/banner.tsx'
import type { Account } from './account-draft.ts'
import { AuthorizeButton, type useAuthorize } from './authorize-button.tsx'
import classes from './ec-account.module.css'

/** What the whole page should know: disconnected, in trouble, not granted everything. */
export function AccountNotices({ account, authorize }: { account: Account; authorize: ReturnType<typeof useAuthorize> }) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const { connection, platform } = account
  const says = connection.detail !== null ? ` ${t('platformSays', { platform: platform.name, text: connection.detail })}` : ''
  return (
    <div className={classes.notices}>
      {connection.status === 'disconnected' && (
        <Banner tone="bad" live="alert" title={t('disconnectedTitle')} actions={<AuthorizeButton authorize={authorize} accountId={account.id} platformName={platform.name} />}>
          {t('disconnectedText', { reason: connection.reason ? words(`disconnectReason.${connection.reason}`) : words('connectionStatus.disconnected') })}{says}
        </Banner>
      )}
      {connection.status === 'degraded' && <Banner tone="warn" live="status" title={t('degradedTitle')}>{t('degradedText', { platform: platform.name })}{says}</Banner>}
      {connection.status !== 'disconnected' && connection.missingScopes.length > 0 && <Banner tone="warn" title={t('missingScopes', { platform: platform.name, scopes: connection.missingScopes.join(', ') })} />}
    </div>
  )
}
