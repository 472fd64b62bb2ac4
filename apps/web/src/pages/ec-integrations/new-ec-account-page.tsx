import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useForm, type FieldErrors } from '../../ui/form.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { UnsavedGuard } from '../../ui/unsaved-guard.tsx'
import { useAuthorize } from './authorize-button.tsx'
import { ChannelField } from './channel-field.tsx'
import classes from './ec-account.module.css'

interface Draft {
  merchantId: string | null
  platform: string | null
  displayName: string
  salesChannelId: string | null
}

/** Merchant, platform, name, channel, in this order; then to the platform. The account is kept before the browser leaves. */
export function NewEcAccountPage() {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const navigate = useNavigate()
  const { platforms, merchant: own } = useSession()
  const scope = useMerchantScope()
  const merchants = useQuery(api.merchants.list.queryOptions({ input: { active: true }, enabled: !scope.fixed }))
  const choices = own ? [own] : (merchants.data?.items ?? [])
  const form = useForm<Draft>({ merchantId: scope.merchantId ?? null, platform: null, displayName: '', salesChannelId: null })
  const { merchantId, platform, displayName, salesChannelId } = form.values
  const [keptId, setKeptId] = useState<string | null>(null)
  const authorize = useAuthorize()
  const create = useWrite(api.ecAccounts.create, { refreshes: [api.ecAccounts.key(), api.home.key()], onError: form.take })
  const platformName = platforms.find((each) => each.platform === platform)?.name ?? ''
  const busy = create.isPending || authorize.isPending || authorize.isSuccess

  // One after the other, as the fields open.
  const check = (): FieldErrors => {
    if (merchantId === null) return { merchantId: t('merchantMissing') }
    if (platform === null) return { platform: t('platformMissing') }
    return {
      ...(displayName.trim() === '' ? { displayName: t('nameMissing') } : displayName.trim().length > 100 ? { displayName: t('nameTooLong') } : {}),
      ...(displayName.trim() !== '' && salesChannelId === null ? { salesChannelId: t('channelMissing') } : {}),
    }
  }
  const save = (next: (id: string) => void) => {
    if (busy) return
    if (keptId !== null) return next(keptId)
    const errors = check()
    form.setErrors(errors)
    if (merchantId === null || platform === null || salesChannelId === null || Object.keys(errors).length > 0) return
    create.mutate({ merchantId, platform, displayName: displayName.trim(), salesChannelId }, { onSuccess: (account) => { setKeptId(account.id); next(account.id) } })
  }
  const connect = () => save((id) => authorize.mutate({ id }))
  const keep = () => save((id) => void navigate({ to: '/ec-integrations/$id', params: { id }, ignoreBlocker: true }))
  const failed = authorize.error ?? (Object.keys(form.errors).length === 0 ? create.error : null)
  return (
    <>
      <PageHeader title={t('newTitle')} back={{ label: t('title'), link: { to: '/ec-integrations' } }} />
      <UnsavedGuard active={form.dirty && keptId === null} />
      <form className={classes.narrow} noValidate onSubmit={(event) => { event.preventDefault(); connect() }}>
        <ErrorSummary errors={form.errors} labels={{ merchantId: words('merchant'), platform: words('platform'), displayName: words('displayName'), salesChannelId: words('channelName') }} />
        <Stack gap="md">
          <Select {...form.field('merchantId')} label={words('merchant')} withAsterisk placeholder={t('chooseMerchant')} searchable={choices.length > 8} allowDeselect={false} disabled={keptId !== null || own !== null}
            data={choices.map((each) => ({ value: each.id, label: each.name }))} value={merchantId}
            onChange={(next) => { if (next !== merchantId) form.setAll({ ...form.values, merchantId: next, salesChannelId: null }) }} />
          <Select {...form.field('platform')} label={words('platform')} description={t('fixedAfter')} withAsterisk placeholder={merchantId === null ? t('merchantFirst') : t('choosePlatform')} allowDeselect={false} disabled={merchantId === null || keptId !== null}
            data={platforms.map((each) => ({ value: each.platform, label: each.name }))} onChange={(next) => form.set('platform', next)} />
          <TextInput {...form.field('displayName')} label={words('displayName')} withAsterisk disabled={platform === null || keptId !== null} placeholder={platform === null ? t('platformFirst') : undefined} autoComplete="off"
            description={t('displayNameHint', { example: t('displayNameExample', { platform: platformName || platforms[0]?.name || '' }) })} />
          <ChannelField id={form.field('salesChannelId').id} merchantId={merchantId} value={salesChannelId} error={form.errors['salesChannelId']} disabled={keptId !== null}
            waitsFor={displayName.trim() === '' && salesChannelId === null ? (platform === null ? t('platformFirst') : t('nameFirst')) : undefined} onChange={(next) => form.set('salesChannelId', next)} />
          {failed && (keptId === null
            ? <ErrorPanel error={failed} />
            : <><Banner tone="warn" title={t('keptTitle', { platform: platformName })}><AppLink to="/ec-integrations/$id" params={{ id: keptId }}>{t('openKept')}</AppLink></Banner><ErrorPanel error={failed} /></>)}
          <Text size="sm" c="dimmed">{t('authorizeHint', { platform: platformName || platforms[0]?.name || '' })}</Text>
          <Group gap="xs">
            <Button type="submit" leftSection={<IconPlugConnected size={16} aria-hidden />} loading={create.isPending} disabled={authorize.isPending || authorize.isSuccess}>
              {authorize.isPending || authorize.isSuccess ? t('authorizing', { platform: platformName }) : t('authorize')}
            </Button>
            <Button variant="default" onClick={keep} disabled={busy}>{t('saveWithout')}</Button>
          </Group>
        </Stack>
      </form>
    </>
  )
}
