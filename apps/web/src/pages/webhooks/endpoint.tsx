import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPlayerPause } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'

export type Endpoint = Outputs['webhookEndpoints']['get']

export function EndpointBadge({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('webhooks')
  if (endpoint.disabledReason === 'failing' || endpoint.disabledReason === 'gone') return <StatusBadge tone="bad" icon={IconCircleX} label={t('switchedOff')} />
  if (!endpoint.enabled) return <StatusBadge tone="neutral" icon={IconPlayerPause} label={t('disabled')} />
  if (endpoint.failingSince !== null) return <StatusBadge tone="warn" icon={IconAlertTriangle} label={t('failing')} />
  return <StatusBadge tone="good" icon={IconCircleCheck} label={t('enabled')} />
}
