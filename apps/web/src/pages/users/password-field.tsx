import { Button, PasswordInput, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { CopyText } from '../../ui/copy-text.tsx'
import { makePassword } from './make-password.ts'

interface PasswordFieldProps {
  id: string
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
  'data-autofocus'?: boolean
}

/** A password for somebody else: typed, or made here and shown so that it can be handed over. */
export function PasswordField({ onChange, ...field }: PasswordFieldProps) {
  const t = useTranslations('users')
  const ui = useTranslations('ui')
  const [made, setMade] = useState('')
  const suggest = () => {
    const password = makePassword()
    setMade(password)
    onChange(password)
  }
  return (
    <div>
      <PasswordInput {...field} description={t('passwordHint')} withAsterisk maxLength={256} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': ui('showPassword') }} onChange={(event) => onChange(event.currentTarget.value)} />
      <Button variant="subtle" size="compact-sm" mt={4} onClick={suggest}>{t('suggest')}</Button>
      {made !== '' && made === field.value && <Text size="sm" component="div"><CopyText value={made} label={t('password')} /> {t('copyNow')}</Text>}
    </div>
  )
}
