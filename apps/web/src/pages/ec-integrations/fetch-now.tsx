import { Button, Text } from '@mantine/core'
import { IconCloudDownload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { isUnderWay, RunProgress, useLiveRun } from '../../parts/run-progress.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import type { Account } from './account-draft.ts'

/** Fetch now, and the run under way as it goes. */
export function FetchNow({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations')
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<string | null>(null)
  const last = account.lastRun
  const shownId = last && isUnderWay(last) ? last.id : asked
  const live = useLiveRun(shownId)
  const fetch = useWrite(api.ecAccounts.fetch, { onSuccess: (run) => setAsked(run.id) })
  const run = live.data ?? (fetch.data?.id === shownId ? fetch.data : undefined)
  const active = run !== undefined && isUnderWay(run)
  // A run whose window is cut does not read what is ordered now; another may be asked for once, to follow it.
  const mayFollow = active && run.window !== null && run.thenFetch === null
  const wasActive = useRef(false)
  useEffect(() => {
    if (wasActive.current && !active) {
      // What a finished run changed stands in many lists.
      for (const queryKey of [api.ecAccounts.key(), api.fetchRuns.key(), api.orders.key(), api.holds.key(), api.unknownProducts.key(), api.home.key()]) void queryClient.invalidateQueries({ queryKey })
    }
    wasActive.current = active
  }, [active, queryClient])
  const connected = account.connection.status === 'connected' || account.connection.status === 'degraded'
  return (
    <div style={{ display: 'grid', gap: 10 }}>
      <div>
        <Button variant="default" leftSection={<IconCloudDownload size={16} aria-hidden />} loading={fetch.isPending} disabled={!connected || (active && !mayFollow)} onClick={() => fetch.mutate({ id: account.id })}>{t('fetchNow')}</Button>
        <Text size="sm" c="dimmed" mt={4}>{t(mayFollow ? 'fetchNowFollows' : 'fetchNowHint')}</Text>
      </div>
      {fetch.error && <ErrorPanel error={fetch.error} />}
      {live.error && <ErrorPanel error={live.error} retry={() => void live.refetch()} />}
      {run && (
        <>
          <RunProgress run={run} />
          <AppLink to="/fetch-runs/$id" params={{ id: run.id }}>{t('fix.run')}</AppLink>
        </>
      )}
    </div>
  )
}
