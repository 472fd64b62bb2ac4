import { IconAlertOctagon, IconAlertTriangle, IconBuildingStore, IconBuildingWarehouse, IconCircleCheck, IconCloud, IconServerCog, type Icon } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'

export type Alert = Outputs['alerts']['list']['items'][number]

const owners: Record<Alert['owner'], Icon> = { merchant: IconBuildingStore, warehouse: IconBuildingWarehouse, platform: IconCloud, crossdock: IconServerCog }
/** Whose move it is. */
export function AlertOwnerBadge({ owner }: { owner: Alert['owner'] }) {
  const t = useTranslations('alerts.owners')
  return <StatusBadge tone="neutral" icon={owners[owner]} label={t(owner)} bare />
}

export function AlertStateBadge({ alert }: { alert: Pick<Alert, 'state' | 'urgency'> }) {
  const t = useTranslations('alerts')
  if (alert.state === 'closed') return <StatusBadge tone="good" icon={IconCircleCheck} label={t('closedState')} />
  return alert.urgency === 'high' ? <StatusBadge tone="bad" icon={IconAlertOctagon} label={t('high')} /> : <StatusBadge tone="warn" icon={IconAlertTriangle} label={t('openState')} />
}
