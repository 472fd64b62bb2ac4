import { isolate } from '@crossdock/domain'
import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconDownload, IconUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { useForm } from '../../ui/form.ts'
import { Dialog } from '../../ui/form-dialog.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { csvTemplate, saveFile } from './csv-template.ts'
import type { OrderRow } from './order-columns.tsx'
import type { OrderQuery } from './order-filters.ts'

type Result = Outputs['orders']['shipMany']
const longest = 2_000_000

/** Many parcels from rows: first what would become of each, then the shipping itself. */
export function CsvDialog({ query, rows, onClose }: { query: OrderQuery; rows: readonly OrderRow[]; onClose: () => void }) {
  const t = useTranslations('orders')
  const ui = useTranslations('ui')
  const form = useForm({ csv: '' })
  const { merchantId, ecAccountId } = query
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 }, enabled: ecAccountId !== undefined, staleTime: 60_000 }))
  const [preview, setPreview] = useState<Result | null>(null)
  const [done, setDone] = useState<Result | null>(null)
  const check = useWrite(api.orders.shipMany, { onSuccess: setPreview, onError: form.take })
  const ship = useWrite(api.orders.shipMany, { refreshes: [api.orders.key(), api.home.key()], onSuccess: (result) => { setDone(result); setPreview(null) }, onError: form.take })
  const pending = check.isPending || ship.isPending
  const change = (csv: string) => {
    form.set('csv', csv)
    setPreview(null)
    check.reset()
    ship.reset()
  }
  const submit = () => {
    const csv = form.values.csv
    if (csv.trim() === '') form.setErrors({ csv: t('csvMissing') })
    else if (csv.length > longest) form.setErrors({ csv: t('csvTooLong') })
    else if (preview === null) check.mutate({ csv, merchantId, ecAccountId, dryRun: true })
    else ship.mutate({ csv, merchantId, ecAccountId, dryRun: false })
  }
  const read = (file: File | null) => {
    if (!file) return
    if (file.size > longest) return form.setErrors({ csv: t('csvTooLong') })
    file.text().then(change, () => form.setErrors({ csv: t('csvUnreadable') }))
  }
  const error = check.error ?? ship.error
  const account = accounts.data?.items.find((each) => each.id === ecAccountId)
  return (
    <Dialog opened onClose={() => { if (!pending) onClose() }} title={t('csvTitle')} size="xl">
      {done ? (
        <Stack>
          <Banner tone={done.refused === 0 ? 'good' : 'warn'} live="status" title={t('csvDone', { shipped: done.shipped, refused: done.refused })} />
          <Rows result={done} />
          {done.rows.some((row) => row.code === 'order_not_read') && <Button variant="default" loading={ship.isPending} onClick={() => ship.mutate({ csv: form.values.csv, merchantId, ecAccountId, dryRun: false, evenIfUnread: true })}>{t('goAnyway', { count: done.rows.filter((row) => row.code === 'order_not_read').length })}</Button>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => { setDone(null); change('') }}>{t('csvAgain')}</Button>
            <Button onClick={onClose}>{ui('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); if (!pending) submit() }}>
          <Stack gap="sm">
            <Text size="sm" c="dimmed">{t('csvText')}</Text>
            {account && <Text size="sm">{t('csvAccount', { name: isolate(account.displayName) })}</Text>}
            <Group gap="xs">
              <FileButton onChange={read} accept=".csv,.tsv,.txt,text/csv,text/plain">{(props) => <Button {...props} variant="default" size="xs" leftSection={<IconUpload size={14} aria-hidden />}>{t('csvChoose')}</Button>}</FileButton>
              <Button variant="subtle" size="xs" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => saveFile('crossdock-parcels.csv', csvTemplate(rows))}>{t('csvTemplate')}</Button>
            </Group>
            <Textarea {...form.field('csv')} onChange={(event) => change(event.currentTarget.value)} label={t('csvLabel')} placeholder={'order_number,tracking_number,carrier,sku,quantity'} autosize minRows={5} maxRows={10} spellCheck={false} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
            {error && Object.keys(form.errors).length === 0 && <ErrorPanel error={error} />}
            {preview && (
              <>
                <Banner tone={preview.refused === 0 ? 'info' : 'warn'} live="status" title={t('csvPreview', { shipped: preview.shipped, refused: preview.refused })}>{preview.refused > 0 ? t('csvPreviewText') : undefined}</Banner>
                <Rows result={preview} dry />
              </>
            )}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose} disabled={pending}>{ui('cancel')}</Button>
              <Button type="submit" loading={pending} disabled={preview !== null && preview.shipped === 0}>{preview ? t('csvShip', { count: preview.shipped }) : t('csvCheck')}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  )
}

function Rows({ result, dry = false }: { result: Result; dry?: boolean }) {
  const t = useTranslations('orders')
  const words = useTranslations('words')
  const sorted = [...result.rows].sort((a, b) => Number(a.ok) - Number(b.ok) || a.row - b.row)
  return (
    <DataTable label={t('csvOutcomes')} rows={sorted} rowKey={(row) => String(row.row)} empty={null}
      columns={[
        { id: 'row', header: t('csvRow'), align: 'end', cell: (row) => row.row },
        { id: 'order', header: words('order'), primary: true, cell: (row) => (row.orderId === null ? row.orderNumber : <AppLink to="/orders/$id" params={{ id: row.orderId }}>{row.orderNumber}</AppLink>) },
        { id: 'tracking', header: words('trackingNumber'), cell: (row) => row.trackingNumber },
        { id: 'outcome', header: t('csvOutcome'), wrap: true, cell: (row) => (row.ok ? <StatusBadge tone="good" icon={IconCircleCheck} label={dry ? t('csvRowReady') : t('shipDone')} bare /> : <><StatusBadge tone="bad" icon={IconCircleX} label={t('csvRowRefused')} bare /> {row.detail}</>) },
      ]} />
  )
}
