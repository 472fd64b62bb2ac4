import { Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import type { Outputs } from '../../app/session.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Count } from '../../ui/money.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { spellJson } from '../../ui/spell-json.ts'
import classes from './delivery-detail.module.css'

type Attempt = Outputs['webhookDeliveries']['get']['history'][number]

/** What was sent, and each try at it. */
export function DeliveryDetail({ id }: { id: string }) {
  const say = usePlatformWords()
  const t = useTranslations('webhooks')
  const delivery = useQuery(api.webhookDeliveries.get.queryOptions({ input: { id } }))
  if (!delivery.data) return delivery.error ? <ErrorPanel error={delivery.error} retry={() => void delivery.refetch()} /> : <Skeleton height={200} />
  const { history, payload, messageId } = delivery.data
  const columns: Column<Attempt>[] = [
    { id: 'number', header: t('attempts'), align: 'end', cell: (each) => <Count value={each.number} /> },
    { id: 'at', header: t('when'), cell: (each) => <ExactTime value={each.at} /> },
    { id: 'answer', header: t('answered'), wrap: true, cell: (each) => <>{each.status ?? t('noAnswer')}{each.error !== null && <Text size="xs" c="dimmed">{say(each.error)}</Text>}{each.answer !== null && <pre className={classes.answer}>{each.answer}</pre>}</> },
    { id: 'duration', header: t('duration'), align: 'end', cell: (each) => t('milliseconds', { value: each.durationMs }) },
  ]
  return (
    <Stack gap="md">
      <Section title={t('history')} plain><DataTable label={t('history')} columns={columns} rows={history} rowKey={(each) => String(each.number)} empty={<Text size="sm" c="dimmed">{t('noDeliveries')}</Text>} /></Section>
      <Section title={t('payload')} description={<code>webhook-id: {messageId}</code>} plain><pre className={classes.payload} tabIndex={0} aria-label={t('payload')}>{readable(payload)}</pre></Section>
    </Stack>
  )
}

function readable(payload: string): string {
  try {
    return spellJson(JSON.parse(payload))
  } catch {
    return payload
  }
}
