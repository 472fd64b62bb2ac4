import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconClock, IconClockX, IconSend, type Icon } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { oneOf } from '../../ui/one-of.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Tone } from '../../ui/tone.ts'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { DeliveryDetail } from './delivery-detail.tsx'
import type { Endpoint } from './endpoint.tsx'

type Delivery = Outputs['webhookDeliveries']['list']['items'][number]
const looks: Record<Delivery['state'], readonly [Tone, Icon]> = { waiting: ['neutral', IconClock], sending: ['info', IconSend], delivered: ['good', IconCircleCheck], failed: ['bad', IconCircleX], expired: ['bad', IconClockX] }
const states = ['waiting', 'sending', 'delivered', 'failed', 'expired'] as const
const weekMs = 7 * 86_400_000

/** Everything that was sent to a receiver, with what it answered. */
export function Deliveries({ endpoint }: { endpoint: Endpoint }) {
  const say = usePlatformWords()
  const t = useTranslations('webhooks')
  const words = useTranslations('words')
  const filters = useUrlFilters(['state'])
  const [looking, setLooking] = useState<Delivery | null>(null)
  const [since, setSince] = useState<string | null>(null)
  const refreshes = [api.webhookDeliveries.key(), api.webhookEndpoints.key()]
  const list = usePages(api.webhookDeliveries.list, { id: endpoint.id, state: oneOf(states, filters.values.state), limit: 50 }, { refetchInterval: 10_000 })
  const replay = useWrite(api.webhookDeliveries.replay, { refreshes, onSuccess: () => notifyDone(t('replayed')) })
  const replayAll = useWrite(api.webhookEndpoints.replay, { refreshes, onSuccess: ({ replayed }) => { notifyDone(t('replayedAll', { count: replayed })); setSince(null) } })
  const columns: Column<Delivery>[] = [
    { id: 'event', header: t('event'), primary: true, cell: (each) => <>{each.type}<Text size="xs" c="dimmed"><code>{each.messageId}</code></Text></> },
    { id: 'state', header: t('state'), cell: (each) => <><StatusBadge tone={looks[each.state][0]} icon={looks[each.state][1]} label={t(`states.${each.state}`)} />{each.nextAttemptAt !== null && each.attempts > 0 && <Text size="xs" c="dimmed">{t('nextTry')} <RelativeTime value={each.nextAttemptAt} /></Text>}</> },
    { id: 'answered', header: t('answered'), wrap: true, cell: (each) => (each.attempts === 0 ? '–' : <>{each.status ?? t('noAnswer')}{each.error !== null && <Text size="xs" c="dimmed">{say(each.error)}</Text>}</>) },
    { id: 'duration', header: t('duration'), align: 'end', cell: (each) => (each.durationMs === null ? '–' : t('milliseconds', { value: each.durationMs })) },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (each) => <Count value={each.attempts} /> },
    { id: 'when', header: t('when'), cell: (each) => <RelativeTime value={each.createdAt} /> },
    {
      id: 'actions', header: words('actions'),
      cell: (each) => (
        <Group gap={6} wrap="nowrap">
          <Button size="compact-sm" variant="subtle" aria-label={t('detailsOf', { id: each.messageId })} onClick={() => setLooking(each)}>{t('details')}</Button>
          {each.state !== 'waiting' && each.state !== 'sending' && <Button size="compact-sm" variant="default" aria-label={t('replayOf', { id: each.messageId })} loading={replay.isPending && replay.variables.id === each.id} onClick={() => replay.mutate({ id: each.id })}>{t('replay')}</Button>}
        </Group>
      ),
    },
  ]
  return (
    <Section title={t('deliveries')} description={t('deliveriesText')} plain actions={<Button variant="default" onClick={() => { replayAll.reset(); setSince(localDay(new Date(Date.now() - weekMs))) }}>{t('replayAll')}</Button>}>
      <FilterBar filters={filters}><FilterSelect filters={filters} name="state" label={t('state')} options={states.map((value) => ({ value, label: t(`states.${value}`) }))} /></FilterBar>
      <DataTable {...list} label={t('deliveries')} columns={columns} rowKey={(each) => each.id} rowTone={(each) => (each.state === 'failed' || each.state === 'expired' ? 'bad' : undefined)} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState title={t('noDeliveries')}>{t('noDeliveriesText')}</EmptyState>} />
      <Dialog opened={looking !== null} title={looking?.type ?? ''} size="xl" onClose={() => setLooking(null)}>{looking !== null && <DeliveryDetail id={looking.id} />}</Dialog>
      <ConfirmDialog opened={since !== null} title={t('replayAllTitle')} confirmLabel={t('replayAll')} pending={replayAll.isPending} error={replayAll.error} onConfirm={() => since !== null && replayAll.mutate({ id: endpoint.id, since: new Date(since).toISOString() })} onClose={() => setSince(null)}>
        <TextInput type="datetime-local" label={t('since')} value={since ?? ''} onChange={(event) => event.currentTarget.value !== '' && setSince(event.currentTarget.value)} />
      </ConfirmDialog>
    </Section>
  )
}

/** As `datetime-local` writes an instant. */
const localDay = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
