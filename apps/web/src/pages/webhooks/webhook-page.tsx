import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { Banner } from '../../ui/banner.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExactTime, RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { Deliveries } from './deliveries.tsx'
import { EndpointActions } from './endpoint-actions.tsx'
import { EndpointBadge, type Endpoint } from './endpoint.tsx'

/** One receiver: how it is, and everything that was sent to it. */
export function WebhookPage() {
  const t = useTranslations('webhooks')
  const { id = '' } = useParams({ strict: false })
  const endpoint = useQuery(api.webhookEndpoints.get.queryOptions({ input: { id }, refetchInterval: 10_000 }))
  const back = { label: t('title'), link: { to: '/webhooks' } }
  if (!endpoint.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {endpoint.error ? <ErrorPanel error={endpoint.error} retry={() => void endpoint.refetch()} /> : <div aria-busy><Skeleton height={160} /></div>}
      </>
    )
  }
  const { data } = endpoint
  return (
    <>
      <PageHeader title={URL.canParse(data.url) ? new URL(data.url).host : data.url} badge={<EndpointBadge endpoint={data} />} back={back} description={<bdi style={{ overflowWrap: 'anywhere' }}>{data.url}</bdi>} />
      <Stack gap="lg">
        <Notices endpoint={data} />
        <EndpointActions endpoint={data} />
        <Section title={t('one')}><Facts endpoint={data} /></Section>
        <Deliveries endpoint={data} />
      </Stack>
    </>
  )
}

function Notices({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('webhooks')
  if (endpoint.disabledReason !== null) return <Banner tone={endpoint.disabledReason === 'person' ? 'warn' : 'bad'} title={t(`disabledBy.${endpoint.disabledReason}`)}>{t('keptText')}</Banner>
  if (endpoint.failingSince !== null) return <Banner tone="warn" title={t.rich('failingText', { at: () => <ExactTime value={endpoint.failingSince} /> })} />
  return null
}

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('webhooks')
  const words = useTranslations('words')
  const kinds = useTranslations('alerts.kinds')
  return (
    <>
      <DefinitionList columns={3}
        entries={[
          [t('whose'), endpoint.merchant?.name ?? t('everyMerchant')],
          [t('kinds'), endpoint.kinds.length === 0 ? t('allKinds') : endpoint.kinds.map((kind) => kinds(kind)).join(', ')],
          [t('note'), endpoint.description ?? '–'],
          [t('createdBy'), endpoint.createdBy],
          [words('createdAt'), <RelativeTime key="created" value={endpoint.createdAt} />],
          [t('lastDelivered'), <RelativeTime key="delivered" value={endpoint.lastDeliveredAt} fallback={t('never')} />],
        ]} />
      {endpoint.oldSecretUntil !== null && <p style={{ fontSize: '0.8125rem' }}>{t.rich('oldUntil', { at: () => <ExactTime value={endpoint.oldSecretUntil} /> })}</p>}
    </>
  )
}
