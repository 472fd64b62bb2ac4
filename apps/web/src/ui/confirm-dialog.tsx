import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ErrorPanel } from './error-panel.tsx'

interface ConfirmDialogProps {
  opened: boolean
  title: string
  /** What will happen and what will not. */
  children: ReactNode
  confirmLabel: string
  cancelLabel?: string
  danger?: boolean
  pending?: boolean
  error?: Error | null
  /** For what cannot be taken back: confirmed only once this was typed. */
  typeToConfirm?: string
  disabled?: boolean
  size?: 'md' | 'lg' | 'xl'
  onConfirm: () => void
  onClose: () => void
}

/** A question before an act. The focus goes back to where it came from. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('ui')
  const [typed, setTyped] = useState('')
  const close = () => {
    if (props.pending) return
    setTyped('')
    props.onClose()
  }
  const confirmed = props.typeToConfirm === undefined || typed.trim() === props.typeToConfirm
  return (
    <Modal opened={props.opened} onClose={close} title={props.title} size={props.size ?? 'md'} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => { event.preventDefault(); event.stopPropagation(); if (confirmed && !props.disabled && !props.pending) props.onConfirm() }}>
        <div>{props.children}</div>
        {props.typeToConfirm !== undefined && <TextInput mt="md" label={t('typeToConfirm', { text: props.typeToConfirm })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />}
        {props.error && <div style={{ marginTop: 12 }}><ErrorPanel error={props.error} /></div>}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={close} disabled={props.pending}>{props.cancelLabel ?? t('cancel')}</Button>
          <Button type="submit" color={props.danger ? 'red.9' : undefined} loading={props.pending} disabled={!confirmed || props.disabled}>{props.confirmLabel}</Button>
        </Group>
      </form>
    </Modal>
  )
}
