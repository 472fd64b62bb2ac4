import { isolate } from '@crossdock/domain'
import { Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconQuestionMark, IconTruckDelivery, type Icon } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Count, Money } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { Order } from './order-stage.ts'

type Line = Order['lines'][number]
const looks: Record<Line['stock'], readonly [Tone, Icon]> = { reserved: ['good', IconCircleCheck], short: ['warn', IconAlertTriangle], unknown_product: ['warn', IconQuestionMark], shipped: ['good', IconTruckDelivery], released: ['neutral', IconCircleDashed] }

/** What was ordered, and whether the stock for it is there. */
export function OrderLines({ order }: { order: Order }) {
  const t = useTranslations('order')
  const words = useTranslations('words')
  return (
    <Section title={t('lines')}>
      <DataTable label={t('linesOf', { number: order.orderNumber })} rows={order.lines} rowKey={(line) => line.lineId} empty={t('noLines')}
        columns={[
          { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (line) => <Sku line={line} /> },
          { id: 'title', header: words('product'), wrap: true, cell: (line) => <>{line.title}{line.variantTitle !== null && <Text size="xs" c="dimmed">{line.variantTitle}</Text>}</> },
          { id: 'quantity', header: words('quantity'), align: 'end', cell: (line) => <Count value={line.quantity} /> },
          { id: 'shipped', header: t('shipped'), align: 'end', cell: (line) => <Count value={line.shipped} /> },
          { id: 'stock', header: t('stock'), cell: (line) => <Stock line={line} /> },
          { id: 'price', header: t('price'), align: 'end', cell: (line) => <Money value={line.price} currency={order.money.currency} /> },
        ]} />
    </Section>
  )
}

function Sku({ line }: { line: Line }) {
  const t = useTranslations('order')
  if (line.product === null) return <AppLink to="/unknown-products" search={{ q: line.sku || line.title }}>{line.sku || t('noSku')}</AppLink>
  return (
    <>
      <AppLink to="/stock/$id" params={{ id: line.product.id }}>{line.sku || line.product.sku}</AppLink>
      {line.product.sku !== line.sku && line.sku !== '' && <Text size="xs" c="dimmed">{t('mappedTo', { sku: isolate(line.product.sku) })}</Text>}
    </>
  )
}

function Stock({ line }: { line: Line }) {
  const t = useTranslations('order')
  const words = useTranslations('words.lineStock')
  const [tone, icon] = looks[line.stock]
  return <StatusBadge tone={tone} icon={icon} label={line.stock === 'short' ? t('missing', { word: words('short'), count: line.quantity - line.shipped - line.reserved }) : words(line.stock)} bare />
}
