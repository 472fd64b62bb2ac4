import { isolate } from '@crossdock/domain'
import { Button, Skeleton } from '@mantine/core'
import { IconAdjustments, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useSession } from '../../app/session.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Decisions } from '../stock-drift/drift-history.tsx'
import { AdjustStock } from './adjust-stock.tsx'
import { EditProduct } from './edit-product.tsx'
import { Movements } from './movements.tsx'
import classes from './product-stock.module.css'
import { Reservations } from './reservations.tsx'
import { StockFigures } from './stock-figures.tsx'
import { StoresTold } from './stores-told.tsx'

/** One product's stock: how much, who holds it, what moved it, and what the stores were told. */
export function ProductStockPage() {
  const t = useTranslations('stock')
  const { id = '' } = useParams({ strict: false })
  const { role } = useSession()
  const [dialog, setDialog] = useState<'adjust' | 'edit' | null>(null)
  const stock = useQuery(api.stock.get.queryOptions({ input: { productId: id, limit: 1 }, refetchInterval: 15_000 }))
  const back = { label: t('title'), link: { to: '/stock' } }
  const close = () => setDialog(null)
  if (!stock.data) {
    return (
      <>
        <PageHeader title={t('title')} back={back} />
        {stock.error ? <ErrorPanel error={stock.error} retry={() => void stock.refetch()} /> : <div className={classes.page} aria-busy><Skeleton height={96} /><Skeleton height={240} /></div>}
      </>
    )
  }
  const actions = (
    <>
      <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog('edit')}>{t('editProduct')}</Button>
      {role !== 'merchant' && <Button leftSection={<IconAdjustments size={16} aria-hidden />} onClick={() => setDialog('adjust')}>{t('adjust')}</Button>}
    </>
  )
  return (
    <>
      <PageHeader title={stock.data.sku} description={`${isolate(stock.data.name)} · ${isolate(stock.data.merchant.name)}`} back={back} actions={actions} />
      <div className={classes.page}>
        {stock.error && <ErrorPanel error={stock.error} retry={() => void stock.refetch()} />}
        <StockFigures stock={stock.data} />
        <StoresTold stock={stock.data} />
        <Reservations stock={stock.data} />
        <Decisions filter={{ productId: id }} />
        <Movements productId={id} />
      </div>
      <Dialog opened={dialog === 'adjust'} title={t('adjustTitle', { sku: isolate(stock.data.sku) })} onClose={close}><AdjustStock stock={stock.data} onClose={close} /></Dialog>
      <Dialog opened={dialog === 'edit'} title={t('editProduct')} onClose={close}><EditProduct productId={id} onClose={close} /></Dialog>
    </>
  )
}
