import { unreachableRules } from '@crossdock/domain'
import { Button, Radio, Stack, Switch } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Banner } from '../../ui/banner.tsx'
import type { Form } from '../../ui/form.ts'
import { oneOf } from '../../ui/one-of.ts'
import { Section } from '../../ui/section.tsx'
import type { Account, AccountDraft } from './account-draft.ts'
import classes from './ec-account.module.css'
import { FetchSchedule } from './fetch-schedule.tsx'
import { MappingsEditor } from './mappings-editor.tsx'
import { PushPercentage } from './push-percentage.tsx'

/** The right half: seen by everybody, locked until the account was authorized. */
export function SettingsPanel({ account, form }: { account: Account; form: Form<AccountDraft> }) {
  const t = useTranslations('ecIntegrations')
  const locked = account.connection.status === 'not_verified'
  const { settings } = form.values
  const change = (changes: Partial<AccountDraft['settings']>) => form.set('settings', { ...settings, ...changes })
  return (
    <Section title={t('settings')} id="settings">
      {locked && (
        <div style={{ marginBottom: 14 }}>
          <Banner tone="neutral" title={t('lockedTitle')} actions={<Button size="xs" variant="default" onClick={() => document.getElementById('connection')?.querySelector('button')?.focus()}>{t('goToConnection')}</Button>}>{t('lockedText')}</Banner>
        </div>
      )}
      <fieldset className={classes.fieldset} disabled={locked} aria-label={t('settings')}>
        <div className={classes.group}>
          <h3 className={classes.heading}>{t('orderFetching')}</h3>
          <Switch label={t('fetchOrders')} description={t('fetchOrdersHint')} checked={settings.fetchEnabled} disabled={locked} onChange={(event) => change({ fetchEnabled: event.currentTarget.checked })} />
          <FetchSchedule slots={settings.fetchSchedule} timeZone={settings.timeZone} fetchEnabled={settings.fetchEnabled} disconnected={account.connection.status === 'disconnected'} errors={form.errors} onSlots={(fetchSchedule) => change({ fetchSchedule })} onTimeZone={(timeZone) => change({ timeZone })} locked={locked} />
        </div>
        <div className={classes.group}>
          <h3 className={classes.heading}>{t('stockPush')}</h3>
          <Switch label={t('inboundPush')} description={t('inboundPushHint')} checked={settings.pushEnabled} disabled={locked} onChange={(event) => change({ pushEnabled: event.currentTarget.checked })} />
          <PushPercentage account={account} pushEnabled={settings.pushEnabled} value={settings.pushPercentage} error={form.errors['settings.pushPercentage']} displayName={form.values.displayName.trim() || account.displayName} onChange={(pushPercentage) => change({ pushPercentage })} locked={locked} />
        </div>
        <div className={classes.group}>
          <h3 className={classes.heading}>{t('beforeLeaving')}</h3>
          <Radio.Group label={t('whenUnreachable')} description={t('whenUnreachableHint')} value={settings.whenUnreachable} onChange={(value) => change({ whenUnreachable: oneOf(unreachableRules, value) ?? 'stop' })}>
            <Stack gap={6} mt={6}>
              {unreachableRules.map((rule) => <Radio key={rule} value={rule} label={t(`unreachable.${rule}`)} disabled={locked} />)}
            </Stack>
          </Radio.Group>
        </div>
        <div className={classes.group}>
          <MappingsEditor account={account} mappings={form.values.shippingMappings} errors={form.errors} onChange={(shippingMappings) => form.set('shippingMappings', shippingMappings)} locked={locked} />
        </div>
      </fieldset>
    </Section>
  )
}
