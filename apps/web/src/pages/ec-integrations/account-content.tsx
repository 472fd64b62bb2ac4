import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { Section } from '../../ui/section.tsx'
import type { Account } from './account-draft.ts'
import { AccountCoverage } from './account-coverage.tsx'
import { AccountNotices } from './account-notices.tsx'
import { AccountReceipts } from './account-receipts.tsx'
import { AccountRuns } from './account-runs.tsx'
import { AccountTimeline } from './account-timeline.tsx'
import { useAuthorize } from './authorize-button.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { ConnectionPanel } from './connection-panel.tsx'
import { DeleteAccount } from './delete-account.tsx'
import classes from './ec-account.module.css'
import { FetchChecklist } from './fetch-checklist.tsx'
import { FetchNow } from './fetch-now.tsx'
import { ordersFreedBy, useSuggestions } from './mappings-editor.tsx'
import { OverwriteStock } from './overwrite-stock.tsx'
import { RehearsalLine } from './rehearsal.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import { StockWatch } from './stock-watch.tsx'
import { useAccountForm } from './use-account-form.ts'

export function AccountContent({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const authorize = useAuthorize()
  const edit = useAccountForm(account)
  const { form } = edit
  const locked = account.connection.status === 'not_verified'
  const suggestions = useSuggestions(account.id, locked)
  const channels = useQuery(api.salesChannels.list.queryOptions({ input: { merchantId: account.merchant.id } }))
  const freed = ordersFreedBy(form.values.shippingMappings, edit.base, suggestions.data?.suggestions ?? [])

  const labels: Record<string, string> = { displayName: words('displayName'), salesChannelId: words('channelName'), 'settings.fetchSchedule': t('fetchSchedule'), 'settings.pushPercentage': t('pushPercentage'), 'settings.timeZone': t('timeZone') }
  for (const [index] of form.values.settings.fetchSchedule.entries()) labels[`settings.fetchSchedule.${index}`] = t('time', { number: index + 1 })
  for (const [index, mapping] of form.values.shippingMappings.entries()) {
    labels[`shippingMappings.${index}.platformCode`] = t('codeLabel', { number: index + 1 })
    labels[`shippingMappings.${index}.shippingTypeCode`] = t('warehouseShippingTypeOf', { code: mapping.platformCode.trim() || t('codeLabel', { number: index + 1 }) })
  }
  return (
    <>
      <AccountNotices account={account} authorize={authorize} />
      <ErrorSummary errors={form.errors} labels={labels} />
      {edit.refusal && <div className={classes.notices}><ErrorPanel error={edit.refusal} /></div>}
      <div className={classes.halves}>
        <div className={classes.side}>
          <ConnectionPanel account={account} form={form} authorize={authorize} />
          {!locked && <Section title={t('fetchNow')}><FetchNow account={account} /><RehearsalLine account={account} /></Section>}
          <FetchChecklist account={account} />
        </div>
        <SettingsPanel account={account} form={form} />
      </div>
      <SaveBar dirty={edit.dirty} saving={edit.saving} onSave={edit.submit} onDiscard={edit.discard} onLeave={edit.forget} note={freed > 0 ? t('savingFrees', { count: freed }) : undefined}
        done={edit.released === null ? null : { message: <SavedWords accountId={account.id} released={edit.released} />, onClose: edit.forgetReleased }} />
      <div className={classes.below}>
        {!locked && <AccountCoverage account={account} />}
        {!locked && <AccountRuns accountId={account.id} />}
        {account.receipt !== null && <AccountReceipts accountId={account.id} />}
        {!locked && <StockWatch account={account} />}
        {!locked && <OverwriteStock account={account} />}
        <Section title={t('history')}><AccountTimeline accountId={account.id} /></Section>
        <DeleteAccount account={account} />
      </div>
      {edit.conflict && <ConflictDialog {...edit.conflict} channelName={(id) => channels.data?.items.find((each) => each.id === id)?.name ?? id} />}
    </>
  )
}

function SavedWords({ accountId, released }: { accountId: string; released: number }) {
  const t = useTranslations('ecIntegrations')
  if (released === 0) return <strong>{t('saved')}</strong>
  return (
    <>
      <strong>{t('released', { count: released })}</strong>
      <div>{t('releasedHint')} <AppLink to="/orders" search={{ account: accountId, status: 'pending' }}>{t('showPending')}</AppLink></div>
    </>
  )
}
