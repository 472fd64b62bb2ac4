import { isolate, oversellingWarning } from '@crossdock/domain'
import { Group, Input, NumberInput, Slider, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { Banner } from '../../ui/banner.tsx'
import { fieldId } from '../../ui/form.ts'
import { percentageOf, type Account } from './account-draft.ts'
import classes from './push-percentage.module.css'

const received = 100

/** Push Percentage, by slider or number, with what it means and what it means together with the merchant's other stores. */
export function PushPercentage({ account, pushEnabled, value, error, displayName, locked, onChange }: { account: Account; pushEnabled: boolean; value: number | string; error: string | undefined; displayName: string; locked: boolean; onChange: (value: number | string) => void }) {
  const t = useTranslations('ecIntegrations')
  const percentage = percentageOf(value)
  const id = fieldId('settings.pushPercentage')
  return (
    <div className={classes.percentage}>
      <Input.Wrapper id={id} label={t('pushPercentage')} description={t('pushPercentageHint')} error={error} errorProps={{ role: 'alert' }}>
        <Group gap="md" mt={6} wrap="nowrap" align="center">
          <Slider disabled={locked} className={classes.slider} min={0} max={100} step={1} value={percentage ?? 0} onChange={onChange} label={null} thumbLabel={t('pushPercentage')} thumbSize={20} marks={[{ value: 0 }, { value: 50 }, { value: 100 }]} />
          <NumberInput disabled={locked} id={id} w={110} suffix=" %" min={0} max={100} step={1} clampBehavior="none" value={value} error={error !== undefined} onChange={onChange} inputMode="numeric" />
        </Group>
      </Input.Wrapper>
      <Text size="sm" c="dimmed">{percentage !== null && t('pushExample', { received, sent: Math.floor((received * percentage) / 100) })}</Text>
      <Oversell account={account} pushEnabled={pushEnabled} percentage={percentage ?? 0} displayName={displayName} />
    </div>
  )
}

function Oversell({ account, pushEnabled, percentage, displayName }: { account: Account; pushEnabled: boolean; percentage: number; displayName: string }) {
  const t = useTranslations('ecIntegrations')
  const format = useFormatter()
  const others = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId: account.merchant.id, pushEnabled: true, limit: 200 } }))
  const all = [
    { name: displayName, pushEnabled, pushPercentage: percentage },
    ...(others.data?.items ?? []).filter((each) => each.id !== account.id).map((each) => ({ name: each.displayName, pushEnabled: each.settings.pushEnabled, pushPercentage: each.settings.pushPercentage })),
  ]
  if (!pushEnabled) return null
  const warning = oversellingWarning(all)
  if (!warning) {
    const sum = all.reduce((total, each) => total + (each.pushEnabled ? each.pushPercentage : 0), 0)
    return all.length > 1 ? <Text size="sm" c="dimmed">{t('sumOthers', { sum })}</Text> : null
  }
  const names = warning.accounts.map((each) => t('oversellAccount', { name: isolate(each.name), percentage: each.pushPercentage }))
  return <Banner tone="warn" live="status" title={t('oversellTitle')}>{t('oversellText', { accounts: format.list(names), sum: warning.sum })}</Banner>
}
