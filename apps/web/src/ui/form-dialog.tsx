import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ErrorPanel } from './error-panel.tsx'
import { ErrorSummary } from './error-summary.tsx'
import type { Form } from './form.ts'

/** A dialog whose content lives only while it is open, so that each opening begins anew. */
export function Dialog({ opened, title, size = 'md', onClose, children }: { opened: boolean; title: string; size?: 'md' | 'lg' | 'xl'; onClose: () => void; children: ReactNode }) {
  const t = useTranslations('ui')
  return <Modal opened={opened} onClose={onClose} title={title} size={size} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('close') }}>{children}</Modal>
}

interface DialogFormProps<Values extends object> {
  form: Form<Values>
  /** What each field is called on the screen, by path. */
  labels: Record<string, string>
  saveLabel: string
  pending: boolean
  error: Error | null
  disabled?: boolean
  danger?: boolean
  /** Answers what is missing or wrong, by path; nothing is sent while there is anything. */
  check?: (values: Values) => Record<string, string>
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** A form inside a Dialog: errors together on top, one button that does it, one that does not. */
export function DialogForm<Values extends object>(props: DialogFormProps<Values>) {
  const t = useTranslations('ui')
  const { form, pending } = props
  const submit = () => {
    if (pending || props.disabled) return
    const errors = props.check?.(form.values) ?? {}
    form.setErrors(errors)
    if (Object.keys(errors).length === 0) props.onSubmit()
  }
  return (
    <form noValidate onSubmit={(event) => {
      event.preventDefault()
      // In React's tree a dialog may stand inside another form, which is not to be submitted with it.
      event.stopPropagation()
      submit()
    }}>
      <ErrorSummary errors={form.errors} labels={props.labels} />
      <Stack gap="md">
        {props.children}
        {props.error && Object.keys(form.errors).length === 0 && <ErrorPanel error={props.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose} disabled={pending}>{t('cancel')}</Button>
          <Button type="submit" color={props.danger ? 'red.9' : undefined} loading={pending} disabled={props.disabled}>{props.saveLabel}</Button>
        </Group>
      </Stack>
    </form>
  )
}
