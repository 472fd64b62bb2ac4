import { Button } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Banner } from '../../ui/banner.tsx'
import classes from './ec-account.module.css'

/** The authorization succeeded: the shop it is for, and what to do next. */
export function AuthorizedNotice({ shopTitle }: { shopTitle: string | null }) {
  const t = useTranslations('ecIntegrations')
  return (
    <div className={classes.notices}>
      <Banner tone="good" title={t('authorizedSuccessfully')} actions={<Button size="xs" variant="default" onClick={() => document.getElementById('settings')?.querySelector('input')?.focus()}>{t('fix.settings')}</Button>}>
        {shopTitle !== null && <div>{t('shopTitle')}: <strong>{shopTitle}</strong></div>}
        <div>{t('authorizedNext')}</div>
      </Banner>
    </div>
  )
}
