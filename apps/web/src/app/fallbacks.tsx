import { Button, Stack } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { AppLink } from '../ui/app-link.tsx'
import { Banner } from '../ui/banner.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { PageHeader } from '../ui/page-header.tsx'

export function NotFoundPage() {
  const t = useTranslations('shell')
  return (
    <>
      <PageHeader title={t('notFoundTitle')} />
      <EmptyState title={t('notFoundTitle')} action={<AppLink to="/">{t('goHome')}</AppLink>}>{t('notFoundText')}</EmptyState>
    </>
  )
}

/** In place of a page that broke, or whose code is no longer on the server after an update. */
export function BrokenPage() {
  const t = useTranslations('ui')
  return (
    <Stack maw={640} mx="auto" mt="xl">
      <Banner tone="bad" live="alert" title={t('brokenTitle')} actions={<Button variant="default" size="xs" onClick={() => window.location.reload()}>{t('reload')}</Button>}>{t('brokenText')}</Banner>
    </Stack>
  )
}
