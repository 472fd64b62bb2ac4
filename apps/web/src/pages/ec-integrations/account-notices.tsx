import { useTranslations } from 'use-intl'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { Banner } from '../../ui/banner.tsx'
import type { Account } from './account-draft.ts'
import { FreshReceipt } from './account-receipts.tsx'
import { AuthorizeButton, type useAuthorize } from './authorize-button.tsx'
import classes from './ec-account.module.css'
import { isAhead, useRehearsalWords } from './rehearsal.tsx'

/** What the whole page should know: disconnected, in trouble, not granted everything, a slot that will fail, what the dark cost. */
export function AccountNotices({ account, authorize }: { account: Account; authorize: ReturnType<typeof useAuthorize> }) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const say = usePlatformWords()
  const { connection, platform } = account
  const says = connection.detail !== null ? ` ${say(connection.detail)}` : ''
  const rehearsed = useRehearsalWords(account)
  return (
    <div className={classes.notices}>
      {connection.status === 'disconnected' && (
        <Banner tone="bad" live="alert" title={t('disconnectedTitle')} actions={<AuthorizeButton authorize={authorize} accountId={account.id} platformName={platform.name} />}>
          {t('disconnectedText', { reason: connection.reason ? words(`disconnectReason.${connection.reason}`) : words('connectionStatus.disconnected') })}{says}
        </Banner>
      )}
      {connection.status === 'degraded' && <Banner tone="warn" live="status" title={t('degradedTitle')}>{t('degradedText', { platform: platform.name })}{says}</Banner>}
      {connection.ownTrouble !== null && <Banner tone="warn" live="status" title={t(`ownTrouble.${connection.ownTrouble}`, { platform: platform.name })}>{t('ownTrouble.text')}</Banner>}
      {rehearsed?.then && isAhead(account) && (
        <Banner tone="warn" live="status" title={rehearsed.said} {...(account.rehearsal?.failed?.owner === 'merchant' ? { actions: <AuthorizeButton authorize={authorize} accountId={account.id} platformName={platform.name} variant="default" /> } : {})}>
          {rehearsed.then} {rehearsed.move} {account.rehearsal?.failed && say(account.rehearsal.failed.detail)}
        </Banner>
      )}
      <FreshReceipt account={account} />
      {connection.status !== 'disconnected' && connection.missingScopes.length > 0 && <Banner tone="warn" title={t('missingScopes', { platform: platform.name, scopes: connection.missingScopes.join(', ') })} />}
    </div>
  )
}
