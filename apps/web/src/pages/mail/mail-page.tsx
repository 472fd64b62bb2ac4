import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Section } from '../../ui/section.tsx'
import { MailServerForm } from './mail-server-form.tsx'
import { Mails } from './mails.tsx'

/** The mail server, and what was sent by it. */
export function MailPage() {
  const t = useTranslations('mail')
  const settings = useQuery(api.mailSettings.get.queryOptions())
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Stack gap="lg">
        <Section title={t('settings')} description={t('settingsText')}>
          {settings.data ? <MailServerForm key={settings.data.settings?.savedAt ?? ''} kept={settings.data.settings} /> : settings.error ? <ErrorPanel error={settings.error} retry={() => void settings.refetch()} /> : <Skeleton height={320} />}
        </Section>
        <Section title={t('mails')} plain><Mails /></Section>
      </Stack>
    </>
  )
}
