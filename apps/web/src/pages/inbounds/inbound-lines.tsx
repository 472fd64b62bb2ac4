import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { DataTable } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Inbound } from './inbound.ts'
import { InboundProgress } from './inbound-progress.tsx'

const sum = (inbound: Inbound, of: 'expected' | 'received' | 'putAway') => inbound.lines.reduce((total, line) => total + line[of], 0)

/** What was announced, what came, what is on the shelf. */
export function InboundLines({ inbound }: { inbound: Inbound }) {
  const t = useTranslations('inbounds')
  const words = useTranslations('words')
  const begun = inbound.status !== 'pending' && inbound.status !== 'canceled'
  return (
    <Section title={t('lines')} actions={<InboundProgress inbound={{ expected: sum(inbound, 'expected'), received: sum(inbound, 'received'), putAway: sum(inbound, 'putAway') }} />}>
      <DataTable label={t('lines')} rows={inbound.lines} rowKey={(line) => line.productId} rowLink={(line) => ({ to: '/stock/$id', params: { id: line.productId } })} empty={null}
        columns={[
          { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (line) => line.sku },
          { id: 'name', header: words('product'), wrap: true, cell: (line) => line.name },
          { id: 'expected', header: t('expected'), align: 'end', cell: (line) => <Count value={line.expected} /> },
          { id: 'received', header: t('received'), align: 'end', cell: (line) => <Count value={line.received} /> },
          { id: 'putAway', header: t('putAway'), align: 'end', cell: (line) => <Count value={line.putAway} /> },
          { id: 'difference', header: t('difference'), hidden: !begun, cell: (line) => <Difference line={line} /> },
        ]} />
    </Section>
  )
}

function Difference({ line: { expected, received } }: { line: Inbound['lines'][number] }) {
  const t = useTranslations('inbounds')
  if (received === expected) return <StatusBadge tone="good" icon={IconCircleCheck} label={t('exact')} bare />
  return <StatusBadge tone="warn" icon={IconAlertTriangle} label={received < expected ? t('short', { count: expected - received }) : t('over', { count: received - expected })} bare />
}
