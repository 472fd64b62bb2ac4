import { isolate } from '@crossdock/domain'
import { Button, Code, CopyButton, Group, Modal, Text, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { Banner } from '../../ui/banner.tsx'

export interface Made {
  name: string
  key: string
}

/** The secret of a new key, once. It closes only by saying that it was copied. */
export function MadeKey({ made, onClose }: { made: Made | null; onClose: () => void }) {
  const t = useTranslations('apiKeys')
  const ui = useTranslations('ui')
  return (
    <Modal opened={made !== null} onClose={onClose} title={t('madeTitle', { name: isolate(made?.name ?? '') })} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false} size="lg">
      <Banner tone="warn" title={t('madeText')} />
      <Group align="flex-end" gap="xs" mt="md">
        <TextInput style={{ flex: 1 }} label={t('secret')} value={made?.key ?? ''} readOnly data-autofocus onFocus={(event) => event.currentTarget.select()} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
        <CopyButton value={made?.key ?? ''} timeout={2000}>
          {({ copied, copy }) => <Button onClick={copy} leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}>{copied ? ui('copied') : ui('copy')}</Button>}
        </CopyButton>
      </Group>
      <Text size="sm" mt="md">{t('usage')}</Text>
      <Code block mt={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{`curl -H "Authorization: Bearer ${made?.key ?? ''}" ${window.location.origin}/api/v1/session`}</Code>
      <Group justify="flex-end" mt="lg"><Button variant="default" onClick={onClose}>{t('done')}</Button></Group>
    </Modal>
  )
}
