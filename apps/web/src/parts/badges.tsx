import { IconAlertTriangle, IconBan, IconCircleCheck, IconCircleDashed, IconCircleX, IconClock, IconClockPause, IconHandStop, IconLoader, IconPackageImport, IconPlayerPlay, IconPlugConnected, IconPlugConnectedX, IconQuestionMark, IconSend, IconTruckDelivery, type Icon } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import type { Tone } from '../ui/tone.ts'

type Look = readonly [tone: Tone, icon: Icon]
type ConnectionStatus = Outputs['ecAccounts']['get']['connection']['status']
type OrderStatus = Outputs['orders']['get']['status']
type HoldReason = Outputs['orders']['get']['holds'][number]
type TrackingState = Outputs['orders']['get']['tracking']
type FetchRunStatus = Outputs['fetchRuns']['get']['status']
type WriteState = Outputs['stockPushes']['get']['state']
type InboundStatus = Outputs['inbounds']['get']['status']
type StockLineResult = Outputs['stockPushes']['get']['lines'][number]['result']

const connection: Record<ConnectionStatus, Look> = { not_verified: ['neutral', IconCircleDashed], connected: ['good', IconPlugConnected], degraded: ['warn', IconAlertTriangle], disconnected: ['bad', IconPlugConnectedX] }
export function ConnectionBadge({ status }: { status: ConnectionStatus }) {
  const t = useTranslations('words.connectionStatus')
  return <StatusBadge tone={connection[status][0]} icon={connection[status][1]} label={t(status)} />
}

const order: Record<OrderStatus, Look> = { pending: ['neutral', IconClock], processing: ['info', IconPlayerPlay], shipped: ['good', IconTruckDelivery], canceled: ['neutral', IconBan] }
export function OrderStatusBadge({ status }: { status: OrderStatus }) {
  const t = useTranslations('words.orderStatus')
  return <StatusBadge tone={order[status][0]} icon={order[status][1]} label={t(status)} />
}

export function HoldBadge({ reason }: { reason: HoldReason }) {
  const t = useTranslations('words.holdReason')
  return <StatusBadge tone="warn" icon={IconHandStop} label={t(reason)} />
}

const tracking: Record<TrackingState, Look> = { none: ['neutral', IconCircleDashed], waiting: ['neutral', IconClock], sent: ['info', IconSend], confirmed: ['good', IconCircleCheck], refused: ['bad', IconCircleX], differs: ['warn', IconAlertTriangle] }
/** How far the store knows of a parcel. “Sent” is never shown as “Confirmed by the store”. */
export function TrackingBadge({ state }: { state: TrackingState }) {
  const t = useTranslations('words.trackingState')
  return <StatusBadge tone={tracking[state][0]} icon={tracking[state][1]} label={t(state)} />
}

const run: Record<FetchRunStatus, Look> = { queued: ['neutral', IconClock], running: ['info', IconLoader], waiting: ['warn', IconClockPause], succeeded: ['good', IconCircleCheck], failed: ['bad', IconCircleX], stopped: ['neutral', IconBan] }
export function FetchRunBadge({ status }: { status: FetchRunStatus }) {
  const t = useTranslations('words.fetchRunStatus')
  return <StatusBadge tone={run[status][0]} icon={run[status][1]} label={t(status)} />
}

const write: Record<WriteState, Look> = { planned: ['neutral', IconClock], sending: ['info', IconSend], unknown: ['warn', IconClockPause], accepted: ['good', IconCircleCheck], rejected: ['bad', IconCircleX] }
/** `asked`: it is unknown, and a person is asked what became of it. `left`: it was refused, and a person left it so. */
export function WriteBadge({ state, asked = false, left = false }: { state: WriteState; asked?: boolean; left?: boolean }) {
  const t = useTranslations('words.writeState')
  if (left && state === 'rejected') return <StatusBadge tone="neutral" icon={IconBan} label={t('left')} />
  if (asked) return <StatusBadge tone="warn" icon={IconQuestionMark} label={t('asked')} />
  return <StatusBadge tone={write[state][0]} icon={write[state][1]} label={t(state)} />
}

const inbound: Record<InboundStatus, Look> = { pending: ['neutral', IconClock], receiving: ['info', IconPackageImport], received: ['info', IconPackageImport], completed: ['good', IconCircleCheck], canceled: ['neutral', IconBan] }
export function InboundBadge({ status }: { status: InboundStatus }) {
  const t = useTranslations('words.inboundStatus')
  return <StatusBadge tone={inbound[status][0]} icon={inbound[status][1]} label={t(status)} />
}

const line: Record<StockLineResult, Look> = { waiting: ['neutral', IconClock], applied: ['good', IconCircleCheck], unknown_sku: ['bad', IconCircleX], not_tracked: ['warn', IconAlertTriangle], invalid_quantity: ['bad', IconCircleX], refused: ['bad', IconCircleX], superseded: ['neutral', IconBan] }
export function StockLineBadge({ result }: { result: StockLineResult }) {
  const t = useTranslations('words.stockLineResult')
  return <StatusBadge tone={line[result][0]} icon={line[result][1]} label={t(result)} />
}

export function EnabledBadge({ enabled }: { enabled: boolean }) {
  const t = useTranslations('ui')
  return enabled ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('on')} bare /> : <StatusBadge tone="neutral" icon={IconCircleDashed} label={t('off')} bare />
}
