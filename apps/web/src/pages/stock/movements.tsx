import { Text } from '@mantine/core'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import type { CallContext } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import type { Outputs } from '../../app/session.tsx'
import { useActorName } from '../../parts/actor-name.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'

type Movement = Outputs['stock']['get']['movements']['items'][number]
interface MovementsInput {
  productId: string
  limit?: number
  cursor?: string
}

/** The movements inside a product's stock, as a list of their own. */
const movements = {
  call: async (input: MovementsInput, options: { context?: CallContext; signal?: AbortSignal | undefined } = {}) => (await api.stock.get.call(input, options)).movements,
  key: (options: { type: 'infinite' }) => api.stock.get.key(options),
}

/** Everything that changed the stock on hand, with its cause and who. */
export function Movements({ productId }: { productId: string }) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  const format = useFormatter()
  const actorName = useActorName()
  const list = usePages(movements, { productId, limit: 50 })
  const columns: Column<Movement>[] = [
    { id: 'at', header: t('when'), primary: true, cell: (row) => <ExactTime value={row.at} /> },
    { id: 'kind', header: t('kind'), cell: (row) => words(`stockMovement.${row.kind}`) },
    { id: 'delta', header: t('delta'), align: 'end', cell: (row) => format.number(row.delta, { signDisplay: 'exceptZero' }) },
    { id: 'after', header: t('onHandAfter'), align: 'end', cell: (row) => <Count value={row.onHandAfter} /> },
    { id: 'cause', header: t('cause'), wrap: true, cell: (row) => <Cause cause={row.cause} /> },
    { id: 'by', header: words('by'), wrap: true, cell: (row) => actorName(row.actor) },
    { id: 'note', header: words('note'), wrap: true, cell: (row) => row.note ?? '–' },
  ]
  return (
    <Section title={t('movements')} description={t('movementsHint')}>
      <DataTable {...list} label={t('movements')} columns={columns} rowKey={(row) => row.id} empty={<Text size="sm" c="dimmed">{t('noMovements')}</Text>} />
    </Section>
  )
}

function Cause({ cause }: { cause: Movement['cause'] }) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  if (cause.kind === 'person') return t('byHand')
  const label = `${words(cause.kind)} ${cause.label}`
  if (cause.id === null) return label
  return <AppLink to={cause.kind === 'inbound' ? '/inbounds/$id' : '/orders/$id'} params={{ id: cause.id }}>{label}</AppLink>
}
