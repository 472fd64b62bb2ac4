import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useRunColumns } from '../../parts/run-columns.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Section } from '../../ui/section.tsx'

/** The last runs of one account. */
export function AccountRuns({ accountId }: { accountId: string }) {
  const t = useTranslations('ecIntegrations')
  const columns = useRunColumns({ withAccount: false })
  const runs = usePages(api.fetchRuns.list, { ecAccountId: accountId, limit: 10 })
  return (
    <Section title={t('runs')} actions={<AppLink to="/fetch-runs" search={{ account: accountId }}>{t('allRuns')}</AppLink>}>
      <DataTable {...runs} label={t('runs')} columns={columns} rowKey={(run) => run.id} rowLink={(run) => ({ to: '/fetch-runs/$id', params: { id: run.id } })} empty={<EmptyState title={t('runsEmpty')} />} />
    </Section>
  )
}
