import { Button, Radio, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Section } from '../../ui/section.tsx'

type Preferences = Outputs['alertPreferences']['get']
const modes = ['at_once', 'digest', 'none'] as const

/** How the reader hears of alerts by e-mail. */
export function PreferencesPage() {
  const t = useTranslations('alerts')
  const preferences = useQuery(api.alertPreferences.get.queryOptions())
  return (
    <>
      <PageHeader title={t('preferencesTitle')} description={t('preferencesText')} back={{ label: t('title'), link: { to: '/alerts' } }} />
      {preferences.data ? <PreferencesForm key={JSON.stringify(preferences.data)} preferences={preferences.data} /> : preferences.error ? <ErrorPanel error={preferences.error} retry={() => void preferences.refetch()} /> : <Skeleton height={240} />}
    </>
  )
}

function PreferencesForm({ preferences }: { preferences: Preferences }) {
  const t = useTranslations('alerts')
  const shell = useTranslations('shell')
  const form = useForm({ mode: preferences.mode, digestHour: preferences.digestHour, language: preferences.language })
  const { values } = form
  const save = useWrite(api.alertPreferences.save, { refreshes: [api.alertPreferences.key()], onSuccess: () => notifyDone(t('saved')) })
  const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }))
  return (
    <Section title={t('mode')} description={t('mailTo', { email: preferences.email })}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(values) }}>
        <Stack gap="md" maw={560}>
          {!preferences.mailOn && <Banner tone="warn" title={t('mailOff')} />}
          <Radio.Group label={t('modeLabel')} value={values.mode} onChange={(mode) => form.set('mode', mode as Preferences['mode'])}>
            <Stack gap="xs" mt="xs">{modes.map((mode) => <Radio key={mode} value={mode} label={t(`modes.${mode}`)} description={t(`modeHints.${mode}`)} />)}</Stack>
          </Radio.Group>
          {values.mode === 'digest' && <Select label={t('digestHour')} description={t('digestHourHint')} data={hours} value={String(values.digestHour)} allowDeselect={false} onChange={(hour) => form.set('digestHour', Number(hour))} />}
          <Select label={t('mailLanguage')} data={[{ value: 'zh', label: shell('chinese') }, { value: 'en', label: shell('english') }]} value={values.language} allowDeselect={false} onChange={(language) => language !== null && form.set('language', language as Preferences['language'])} />
          {!preferences.chosen && <Text size="sm" c="dimmed">{t('byDefault')}</Text>}
          {save.error && <ErrorPanel error={save.error} />}
          <div><Button type="submit" loading={save.isPending} disabled={!form.dirty && preferences.chosen}>{t('save')}</Button></div>
        </Stack>
      </form>
    </Section>
  )
}
