import { useTranslations } from 'use-intl'
import { writeKinds } from '@crossdock/domain'
import type { Outputs } from '../../app/session.tsx'
import { AgeingBanner } from '../../parts/ageing-banner.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './home-page.module.css'

type Home = Outputs['home']['get']

/** Disconnected stores, refused writes, unknown products and stock that is not right, each with the way to mend it. */
export function NeedsSomeone({ home }: { home: Home }) {
  const t = useTranslations('home')
  const words = useTranslations('words')
  const say = usePlatformWords()
  const { workers, systemTroubles, troubledAccounts, ageingAccounts, refused, unknownProducts, stockAtRisk, stockDrift, pushProposals } = home
  const kindOf = (kind: string) => {
    const known = oneOf(writeKinds, kind)
    return known ? words(`writeKind.${known}`) : kind
  }
  const stockIsRight = stockAtRisk.skus === 0 && stockDrift === 0 && pushProposals === 0
  if (workers.alive && systemTroubles.length === 0 && troubledAccounts.length === 0 && ageingAccounts.length === 0 && refused.length === 0 && unknownProducts === 0 && stockIsRight) {
    return home.holds.length === 0 && home.firstSteps.connected ? <Banner tone="good" title={t('allWell')}>{t('allWellText')}</Banner> : null
  }
  return (
    <Section title={t('needs')} plain>
      <div className={classes.needs}>
        {!workers.alive && (
          <Banner tone="bad" title={t('noWorker')}>
            {t('noWorkerText')} {workers.seenAt !== null && t.rich('noWorkerSince', { at: () => <RelativeTime value={workers.seenAt!} /> })}
          </Banner>
        )}
        {systemTroubles.map((trouble) => (
          <Banner key={trouble.kind + trouble.platform.platform} tone="bad" title={t(`systemTrouble.${trouble.kind}`, { platform: trouble.platform.name })}>
            {t(`systemTroubleText.${trouble.kind}`, { count: trouble.accounts })}
            <div>{say(trouble.detail)} · <RelativeTime value={trouble.since} /></div>
          </Banner>
        ))}
        {ageingAccounts.map((account) => (
          <AgeingBanner key={account.id} ageing={account} account={{ name: account.displayName, merchant: account.merchant.name }} actions={<AppLink to="/ec-integrations/$id" params={{ id: account.id }}>{t('openAccount')}</AppLink>} />
        ))}
        {troubledAccounts.map((account) => (
          <Banner key={account.id} tone={account.status === 'disconnected' ? 'bad' : 'warn'} title={t(account.status, { account: account.displayName, merchant: account.merchant.name })} actions={<AppLink to="/ec-integrations/$id" params={{ id: account.id }}>{t('openAccount')}</AppLink>}>
            {[account.reason === null ? null : words(`disconnectReason.${account.reason}`), account.detail === null ? null : say(account.detail)].filter((each) => each !== null).join(' · ')}
            {account.since !== null && <>{(account.reason ?? account.detail) !== null && ' · '}<RelativeTime value={account.since} /></>}
          </Banner>
        ))}
        {refused.map((write) => (
          <Banner key={write.writeId} tone={write.asked ? 'warn' : 'bad'} title={t(write.asked ? 'askedTitle' : 'refusedTitle', { kind: kindOf(write.kind), subject: write.subject.label, account: write.ecAccount.name })}
            actions={<AppLink to="/outbox/$id" params={{ id: write.writeId }}>{t(write.asked ? 'answer' : 'openRefused')}</AppLink>}>
            {write.error !== '' && <>{say(write.error)} · </>}<RelativeTime value={write.at} />
          </Banner>
        ))}
        {unknownProducts > 0 && <Banner tone="warn" title={t('unknownProducts', { count: unknownProducts })} actions={<AppLink to="/unknown-products">{t('mapProducts')}</AppLink>} />}
        {stockAtRisk.skus > 0 && <Banner tone="warn" title={t('stockAtRisk', stockAtRisk)} actions={<AppLink to="/stock" search={{ state: 'at_risk' }}>{t('showStock')}</AppLink>} />}
        {stockDrift > 0 && <Banner tone="warn" title={t('stockDrift', { count: stockDrift })} actions={<AppLink to="/stock-drift">{t('showDrift')}</AppLink>} />}
        {pushProposals > 0 && <Banner tone="warn" title={t('pushProposals', { count: pushProposals })} actions={<AppLink to="/stock-pushes">{t('decide')}</AppLink>} />}
      </div>
    </Section>
  )
}
