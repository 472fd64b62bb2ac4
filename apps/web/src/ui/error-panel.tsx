import { Button, Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { useErrorText } from '../api/error-text.ts'
import { Banner } from './banner.tsx'

/** What went wrong, why, what to do, and the request id for whoever is asked for help. */
export function ErrorPanel({ error, retry }: { error: Error; retry?: (() => void) | undefined }) {
  const t = useTranslations('ui')
  const text = useErrorText(error)
  return (
    <Banner tone="bad" live="alert" title={text.title} actions={retry && <Button size="xs" variant="default" onClick={retry}>{t('retry')}</Button>}>
      <div>{text.detail}</div>
      {text.requestId !== null && <Text size="xs" mt={2}>{t('requestId')}: <code>{text.requestId}</code></Text>}
    </Banner>
  )
}
