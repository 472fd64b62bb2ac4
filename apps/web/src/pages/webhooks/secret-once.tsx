import { Button, CopyButton, Group, Modal, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { Banner } from '../../ui/banner.tsx'

/** The secret of a receiver, once. It closes only by saying that it was kept. */
export function SecretOnce({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  const t = useTranslations('webhooks')
  const ui = useTranslations('ui')
  return (
    <Modal opened={secret !== null} onClose={onClose} title={t('secretTitle')} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false} size="lg">
      <Banner tone="warn" title={t('secretText')} />
      <Group align="flex-end" gap="xs" mt="md">
        <TextInput style={{ flex: 1 }} label={t('secret')} value={secret ?? ''} readOnly data-autofocus onFocus={(event) => event.currentTarget.select()} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
        <CopyButton value={secret ?? ''} timeout={2000}>
          {({ copied, copy }) => <Button onClick={copy} leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}>{copied ? ui('copied') : ui('copy')}</Button>}
        </CopyButton>
      </Group>
      <Group justify="flex-end" mt="lg"><Button variant="default" onClick={onClose}>{t('done')}</Button></Group>
    </Modal>
  )
}
