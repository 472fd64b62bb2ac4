import { isolate } from '@crossdock/domain'
import { Button, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Count } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import type { Account } from './account-draft.ts'

type Item = Outputs['ecAccounts']['previewOverwrite']['items'][number]

/** Overwrite store stock, after a look at what it would change. */
export function OverwriteStock({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations')
  const [opened, setOpened] = useState(false)
  const preview = useQuery(api.ecAccounts.previewOverwrite.queryOptions({ input: { id: account.id }, enabled: opened, staleTime: 0, gcTime: 0, refetchOnWindowFocus: false, retry: false }))
  const overwrite = useWrite(api.ecAccounts.overwriteStock, { refreshes: [api.stockPushes.key(), api.ecAccounts.key()], onSuccess: () => setOpened(false) })
  const connected = account.connection.status === 'connected' || account.connection.status === 'degraded'
  const items = preview.data?.items ?? []
  const differing = items.filter((item) => item.change !== null && item.change !== 0)
  const open = () => {
    overwrite.reset()
    setOpened(true)
  }
  return (
    <Section title={t('overwrite')} description={t('overwriteHint')} actions={<Button variant="default" disabled={!connected} onClick={open}>{t('overwriteOpen')}</Button>}>
      {overwrite.data && <Banner tone="good" live="status" title={t('overwriteStarted')}><AppLink to="/stock-pushes/$id" params={{ id: overwrite.data.stockPushId }}>{t('showPush')}</AppLink></Banner>}
      <ConfirmDialog opened={opened} size="xl" title={t('overwriteTitle', { name: isolate(account.displayName) })} confirmLabel={t('overwriteConfirm', { count: differing.length })} danger pending={overwrite.isPending} error={overwrite.error} disabled={differing.length === 0}
        onConfirm={() => overwrite.mutate({ id: account.id, items: differing.map((item) => ({ sku: item.sku, stock: Math.max(0, item.available) })) })} onClose={() => setOpened(false)}>
        {preview.isFetching && <Skeleton height={160} />}
        {!preview.isFetching && preview.error && <ErrorPanel error={preview.error} retry={() => void preview.refetch()} />}
        {!preview.isFetching && preview.data && <Preview items={items} differing={differing.length} readAt={preview.data.readAt} />}
      </ConfirmDialog>
    </Section>
  )
}

function Preview({ items, differing, readAt }: { items: Item[]; differing: number; readAt: string }) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const format = useFormatter()
  if (items.every((item) => item.storeStock === null)) return <p>{t('overwriteNone')}</p>
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">{t.rich('overwriteRead', { at: () => <RelativeTime value={readAt} /> })} {differing === 0 ? t('overwriteSame') : t('onlyDifferent')}</Text>
      <div style={{ maxHeight: '50vh', overflowY: 'auto' }} tabIndex={0} role="group" aria-label={t('overwrite')}>
        <DataTable label={t('overwrite')} rows={[...items].sort((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0))} rowKey={(item) => item.productId} empty={null}
          columns={[
            { id: 'sku', header: words('sku'), cell: (item) => item.sku },
            { id: 'name', header: words('product'), wrap: true, cell: (item) => item.name },
            { id: 'store', header: t('storeStock'), align: 'end', cell: (item) => (item.storeStock === null ? t('unknownThere') : <Count value={item.storeStock} />) },
            { id: 'available', header: t('available'), align: 'end', cell: (item) => <Count value={item.available} /> },
            { id: 'change', header: t('change'), align: 'end', cell: (item) => (item.change === null ? '–' : format.number(item.change, { signDisplay: 'exceptZero' })) },
          ]} />
      </div>
    </>
  )
}
