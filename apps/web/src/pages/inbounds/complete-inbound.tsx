import { isolate } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { notifyDone } from '../../ui/notify.ts'
import type { Inbound } from './inbound.ts'
import classes from './inbounds.module.css'

type Account = Outputs['ecAccounts']['list']['items'][number]

/** Why a store gets nothing of an inbound, as far as its settings say. */
function whyNothing(account: Account): 'not_authorized' | 'push_off' | 'zero_percentage' | null {
  if (account.connection.status === 'not_verified') return 'not_authorized'
  if (!account.settings.pushEnabled) return 'push_off'
  return account.settings.pushPercentage === 0 ? 'zero_percentage' : null
}

/** Completes an inbound, after saying what goes on the shelf and which store gets which share. */
export function CompleteInbound({ inbound, opened, onClose }: { inbound: Inbound; opened: boolean; onClose: () => void }) {
  const t = useTranslations('inbounds')
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId: inbound.merchant.id, limit: 200 }, enabled: opened, staleTime: 0 }))
  const complete = useWrite(api.inbounds.complete, {
    refreshes: [api.inbounds.key(), api.stock.key(), api.products.key(), api.stockPushes.key(), api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: ({ number, released }) => {
      notifyDone(released > 0 ? t('completedReleased', { number, count: released }) : t('completedDone', { number }))
      onClose()
    },
  })
  const open = inbound.lines.filter((line) => line.received > line.putAway)
  const units = open.reduce((total, line) => total + line.received - line.putAway, 0)
  const missing = inbound.lines.reduce((total, line) => total + Math.max(0, line.expected - line.received), 0)
  return (
    <ConfirmDialog opened={opened} size="lg" title={t('completeTitle', { number: inbound.number })} confirmLabel={t('completeConfirm')} pending={complete.isPending} error={complete.error} onConfirm={() => complete.mutate({ id: inbound.id })} onClose={() => { complete.reset(); onClose() }}>
      <div className={classes.notices}>
        <p>{units > 0 ? t('completePutsAway', { units, skus: open.length }) : t('completeAllAway')}</p>
        {missing > 0 && <Banner tone="warn" title={t('completeShort', { units: missing })} />}
        {accounts.isPending && <Skeleton height={60} />}
        {accounts.error && <ErrorPanel error={accounts.error} retry={() => void accounts.refetch()} />}
        {accounts.data && <Shares accounts={accounts.data.items} />}
        <p>{t('completeOnce')}</p>
      </div>
    </ConfirmDialog>
  )
}

function Shares({ accounts }: { accounts: Account[] }) {
  const t = useTranslations('inbounds')
  const pushed = accounts.filter((account) => whyNothing(account) === null)
  const others = accounts.flatMap((account) => {
    const reason = whyNothing(account)
    return reason === null ? [] : [{ id: account.id, name: account.displayName, reason }]
  })
  return (
    <>
      {pushed.length === 0 ? <p>{t('completeNoStore')}</p> : (
        <div>
          {t('completeStores')}
          <ul className={classes.plainList}>
            {pushed.map((account) => (
              <li key={account.id}>
                <strong>{t('shareOf', { name: isolate(account.displayName), percentage: account.settings.pushPercentage })}</strong>
                {account.connection.status === 'disconnected' && ` – ${t('shareWaits')}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {others.length > 0 && (
        <div className={classes.quiet}>
          {t('completeNothing')}
          <ul className={classes.plainList}>{others.map(({ id, name, reason }) => <li key={id}>{name} – {t(`notPushed.${reason}`)}</li>)}</ul>
        </div>
      )}
    </>
  )
}
