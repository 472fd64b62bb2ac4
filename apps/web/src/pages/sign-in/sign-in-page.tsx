import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useTranslations } from 'use-intl'
import { ProblemError } from '../../api/problem-error.ts'
import { readDemoLogin, signIn } from '../../api/sign-in.ts'
import { PublicFrame } from '../../app/public-frame.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useForm, type FieldErrors } from '../../ui/form.ts'
import { PageHeader } from '../../ui/page-header.tsx'

/** Only an address of ours: anything else could lead a reader away after signing in. */
function safeNext(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/'
}

export function SignInPage() {
  const t = useTranslations('signIn')
  const { next }: Record<string, string | undefined> = useSearch({ strict: false })
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const form = useForm({ email: '', password: '' })
  const demo = useQuery({ queryKey: ['demo-login'], queryFn: readDemoLogin, retry: false, staleTime: Infinity })
  const enter = useMutation({
    mutationFn: (login: { email: string; password: string }) => signIn(login.email, login.password),
    onSuccess: () => {
      queryClient.clear()
      void navigate({ href: safeNext(next), replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (enter.isPending) return
    const errors: FieldErrors = {}
    if (!form.values.email.trim()) errors['email'] = t('emailMissing')
    if (!form.values.password) errors['password'] = t('passwordMissing')
    form.setErrors(errors)
    if (Object.keys(errors).length === 0) enter.mutate({ email: form.values.email.trim(), password: form.values.password })
  }
  const refused = enter.error instanceof ProblemError && [400, 401, 403].includes(enter.error.status)
  return (
    <PublicFrame>
      <PageHeader title={t('title')} description={next ? t('ended') : undefined} />
      <form onSubmit={submit} noValidate>
        <ErrorSummary errors={form.errors} labels={{ email: t('email'), password: t('password') }} />
        <Stack gap="sm">
          {enter.error && (refused ? <Banner tone="bad" live="alert" title={t('refusedTitle')}>{t('refusedText')}</Banner> : <ErrorPanel error={enter.error} />)}
          <TextInput {...form.field('email')} label={t('email')} type="email" name="email" autoComplete="username" inputMode="email" autoFocus />
          <PasswordInput {...form.field('password')} label={t('password')} name="password" autoComplete="current-password" />
          <Button type="submit" fullWidth mt="xs" loading={enter.isPending}>{t('signIn')}</Button>
        </Stack>
      </form>
      {demo.data && (
        <Stack mt="md">
          <Banner tone="info" title={t('demoTitle')} actions={<Button size="xs" variant="default" onClick={() => enter.mutate(demo.data!)} loading={enter.isPending}>{t('demoUse')}</Button>}>
            <div>{t('demoText')}</div>
            <div><code>{demo.data.email}</code> · <code>{demo.data.password}</code></div>
          </Banner>
        </Stack>
      )}
    </PublicFrame>
  )
}
