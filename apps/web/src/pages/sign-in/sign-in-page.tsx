import { roles } from '@crossdock/domain'
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useTranslations } from 'use-intl'
import { ProblemError } from '../../api/problem-error.ts'
import { readDemoLogins, signIn } from '../../api/sign-in.ts'
import { PublicFrame } from '../../app/public-frame.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { useForm, type FieldErrors } from '../../ui/form.ts'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { safeNext } from './safe-next.ts'

export function SignInPage() {
  const t = useTranslations('signIn')
  const ui = useTranslations('ui')
  const words = useTranslations('words.role')
  const roleName = (role: string) => {
    const known = oneOf(roles, role)
    return known ? words(known) : role
  }
  const { next }: Record<string, string | undefined> = useSearch({ strict: false })
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const form = useForm({ email: '', password: '' })
  const demo = useQuery({ queryKey: ['demo-logins'], queryFn: readDemoLogins, retry: false, staleTime: Infinity })
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
          <PasswordInput {...form.field('password')} label={t('password')} name="password" autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-label': ui('showPassword') }} />
          <Button type="submit" fullWidth mt="xs" loading={enter.isPending}>{t('signIn')}</Button>
        </Stack>
      </form>
      {demo.data && demo.data.length > 0 && (
        <Stack mt="md" gap="xs">
          <Banner tone="info" title={t('demoTitle')}>{t('demoText')}</Banner>
          {demo.data.map((login) => (
            <Button key={login.email} variant="default" justify="space-between" h="auto" py={6} disabled={enter.isPending} onClick={() => enter.mutate(login)} rightSection={<Text span size="xs" c="dimmed">{roleName(login.role)}</Text>}>
              {login.email}
            </Button>
          ))}
        </Stack>
      )}
    </PublicFrame>
  )
}
