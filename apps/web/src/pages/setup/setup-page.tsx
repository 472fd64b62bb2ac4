import { Button, PasswordInput, Skeleton, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { ProblemError } from '../../api/problem-error.ts'
import { signIn } from '../../api/sign-in.ts'
import { useWrite } from '../../api/use-write.ts'
import { PublicFrame } from '../../app/public-frame.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useForm, type FieldErrors } from '../../ui/form.ts'
import { PageHeader } from '../../ui/page-header.tsx'

/** Where the one-time link leads: makes the first admin, who is then signed in. */
export function SetupPage() {
  const t = useTranslations('setup')
  const ui = useTranslations('ui')
  const { token = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const check = useQuery(api.setup.check.queryOptions({ input: { token }, retry: false, staleTime: Infinity }))
  const form = useForm({ name: '', email: '', password: '' })
  const [entering, setEntering] = useState(false)
  const complete = useWrite(api.setup.complete, {
    onSuccess: ({ email }, input) => {
      setEntering(true)
      // Should the sign-in itself fail, the sign-in page says why.
      signIn(email, input.password).then(() => navigate({ to: '/', replace: true }), () => navigate({ to: '/sign-in', replace: true }))
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.code === 'weak_password') form.setErrors({ password: t('passwordShort') })
      else form.take(error)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (complete.isPending || entering) return
    const { name, email, password } = form.values
    const errors: FieldErrors = {
      ...(name.trim() === '' ? { name: t('nameMissing') } : {}),
      ...(email.trim() === '' ? { email: t('emailMissing') } : !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? { email: t('emailWrong') } : {}),
      ...(password.length < 12 ? { password: t('passwordShort') } : {}),
    }
    form.setErrors(errors)
    if (Object.keys(errors).length === 0) complete.mutate({ token, name: name.trim(), email: email.trim(), password })
  }
  const used = complete.error instanceof ProblemError && complete.error.code === 'setup_link_used'
  const refusal = check.error ?? (used || Object.keys(form.errors).length === 0 ? complete.error : null)
  return (
    <PublicFrame>
      <PageHeader title={t('title')} description={t('description')} />
      {check.isPending && <Skeleton height={220} />}
      {refusal && <Stack mb="md"><ErrorPanel error={refusal} /><AppLink to="/sign-in">{t('goSignIn')}</AppLink></Stack>}
      {check.data && !used && (
        <form onSubmit={submit} noValidate>
          <ErrorSummary errors={form.errors} labels={{ name: t('name'), email: t('email'), password: t('password') }} />
          <Stack gap="sm">
            <TextInput {...form.field('name')} label={t('name')} name="name" autoComplete="name" autoFocus />
            <TextInput {...form.field('email')} label={t('email')} type="email" name="email" autoComplete="username" />
            <PasswordInput {...form.field('password')} label={t('password')} description={t('passwordHint')} name="password" autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': ui('showPassword') }} />
            <Button type="submit" fullWidth mt="xs" loading={complete.isPending || entering}>{t('create')}</Button>
          </Stack>
        </form>
      )}
    </PublicFrame>
  )
}
