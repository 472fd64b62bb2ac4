import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'

/** Sends the browser to the platform. It shows that it is doing so until the page is gone. */
export function useAuthorize() {
  return useWrite(api.ecAccounts.authorize, { onSuccess: ({ url }) => window.location.assign(url) })
}

export function AuthorizeButton({ authorize, accountId, platformName, variant, label }: { authorize: ReturnType<typeof useAuthorize>; accountId: string; platformName: string; variant?: 'filled' | 'default'; label?: string }) {
  const t = useTranslations('ecIntegrations')
  const leaving = authorize.isPending || authorize.isSuccess
  return (
    <Button variant={variant ?? 'filled'} leftSection={<IconPlugConnected size={16} aria-hidden />} disabled={leaving} onClick={() => authorize.mutate({ id: accountId })}>
      {leaving ? t('authorizing', { platform: platformName }) : (label ?? t('authorize'))}
    </Button>
  )
}
