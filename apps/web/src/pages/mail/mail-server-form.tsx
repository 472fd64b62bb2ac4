import { Button, Group, NumberInput, PasswordInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession, type Outputs } from '../../app/session.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { useMailWords } from './mail-words.ts'

type Kept = Outputs['mailSettings']['get']['settings']
type Security = NonNullable<Kept>['security']
const securities = ['starttls', 'tls', 'none'] as const
const usualPorts: Record<Security, number> = { starttls: 587, tls: 465, none: 25 }

export function MailServerForm({ kept }: { kept: Kept }) {
  const t = useTranslations('mail')
  const ui = useTranslations('ui')
  const shell = useTranslations('shell')
  const { user } = useSession()
  const form = useForm({
    enabled: kept?.enabled ?? true, host: kept?.host ?? '', port: kept?.port ?? 587, security: kept?.security ?? ('starttls' as Security), username: kept?.username ?? '', password: '',
    fromAddress: kept?.fromAddress ?? '', language: kept?.language ?? ('zh' as const), to: user.email ?? '',
  })
  const { values } = form
  const [version, setVersion] = useState(kept?.version ?? 0)
  const save = useWrite(api.mailSettings.save, {
    refreshes: [api.mailSettings.key(), api.alertPreferences.key()],
    onError: form.take,
    onSuccess: (saved) => {
      setVersion(saved.version)
      notifyDone(t('saved'))
    },
  })
  const test = useWrite(api.mailSettings.test, { onError: form.take })
  const server = { host: values.host.trim(), port: values.port, security: values.security, username: values.username.trim() || null, ...(values.password === '' ? {} : { password: values.password }), fromAddress: values.fromAddress.trim() }
  const labels = { host: t('host'), port: t('port'), security: t('security'), username: t('username'), password: t('password'), fromAddress: t('fromAddress'), to: t('testTo') }
  const ready = (withReader: boolean) => {
    const missing = (['host', 'fromAddress', ...(withReader ? (['to'] as const) : [])] as const).filter((name) => values[name].trim() === '')
    form.setErrors(Object.fromEntries(missing.map((name) => [name, ui('issueRequired')])))
    return missing.length === 0
  }
  const refusal = [save.error, test.error].find((error) => error !== null)
  return (
    <form noValidate onSubmit={(event) => { event.preventDefault(); if (ready(false)) save.mutate({ version, enabled: values.enabled, ...server, language: values.language }) }}>
      <ErrorSummary errors={form.errors} labels={labels} />
      <Stack gap="md" maw={640}>
        <Switch label={t('enabled')} checked={values.enabled} onChange={(event) => form.set('enabled', event.currentTarget.checked)} />
        <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
          <TextInput {...form.field('host')} label={t('host')} placeholder="smtp.example.com" withAsterisk maxLength={253} autoComplete="off" miw={200} />
          <Select label={t('security')} data={securities.map((value) => ({ value, label: t(`securities.${value}`) }))} value={values.security} allowDeselect={false} miw={180}
            onChange={(value) => value !== null && form.setAll({ ...values, security: value as Security, port: values.port === usualPorts[values.security] ? usualPorts[value as Security] : values.port })} />
          <NumberInput id="field-port" label={t('port')} min={1} max={65_535} allowDecimal={false} value={values.port} error={form.errors['port']} onChange={(port) => form.set('port', Number(port))} miw={100} />
        </Group>
        {values.security === 'none' && <Banner tone="warn" title={t('clearWarning')} />}
        <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
          <TextInput {...form.field('username')} label={t('username')} placeholder={t('usernameHint')} maxLength={200} autoComplete="off" miw={200} />
          <PasswordInput {...form.field('password')} label={t('password')} description={kept?.hasPassword ? t('passwordKept') : undefined} maxLength={500} autoComplete="new-password" miw={200} visibilityToggleButtonProps={{ 'aria-label': ui('showPassword') }} />
        </Group>
        <Group grow align="flex-end" preventGrowOverflow={false} wrap="wrap">
          <TextInput {...form.field('fromAddress')} label={t('fromAddress')} placeholder="crossdock@example.com" withAsterisk maxLength={200} autoComplete="off" miw={200} />
          <Select label={t('language')} description={t('languageHint')} data={[{ value: 'zh', label: shell('chinese') }, { value: 'en', label: shell('english') }]} value={values.language} allowDeselect={false} onChange={(language) => language !== null && form.set('language', language as 'zh')} miw={160} />
        </Group>
        {refusal && Object.keys(form.errors).length === 0 && <ErrorPanel error={refusal} />}
        <div><Button type="submit" loading={save.isPending}>{t('save')}</Button></div>
        <Group align="flex-end" wrap="wrap">
          <TextInput {...form.field('to')} label={t('testTo')} description={t('testText')} maxLength={200} style={{ flex: '1 1 220px' }} />
          <Button variant="default" loading={test.isPending} onClick={() => ready(true) && test.mutate({ ...server, to: values.to.trim() })}>{t('test')}</Button>
        </Group>
        {test.data && <TestResult result={test.data} />}
      </Stack>
    </form>
  )
}

function TestResult({ result }: { result: Outputs['mailSettings']['test'] }) {
  const t = useTranslations('mail')
  const say = useMailWords()
  const ms = String(result.durationMs)
  return <Banner live="status" tone={result.sent ? 'good' : 'bad'} title={result.stage === null ? t('testSent', { ms }) : t('testFailed', { ms, stage: t(`stages.${result.stage}`) })}><bdi>{say(result.answer)}</bdi></Banner>
}
