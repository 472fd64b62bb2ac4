import { Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { AlertOwnerBadge, AlertStateBadge } from '../parts/alert-badges.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import classes from './alert-bell.module.css'
import { useLanguage } from './language.tsx'

const shown = 8

/** The alerts that opened last. Whoever has had them before their eyes has seen them. */
export function AlertPanel({ close }: { close: () => void }) {
  const t = useTranslations('alerts')
  const { language } = useLanguage()
  const queryClient = useQueryClient()
  const list = useQuery(api.alerts.list.queryOptions({ input: { state: 'open', limit: shown } }))
  const counts = useQuery(api.alerts.counts.queryOptions({ input: {} }))
  const items = list.data?.items
  const see = useEffectEvent(() => {
    const ids = (items ?? []).filter((alert) => !alert.seen).map((alert) => alert.id)
    // What cannot be marked now is new once more the next time.
    if (ids.length > 0) api.alerts.see.call({ ids }, { context: {} }).then(() => queryClient.invalidateQueries({ queryKey: api.alerts.counts.key() }), () => {})
  })
  const loaded = items !== undefined
  useEffect(() => {
    if (loaded) see()
  }, [loaded])
  const more = (counts.data?.open ?? 0) - (items?.length ?? 0)
  return (
    <>
      <div className={classes.head}>{t('panel')}</div>
      {list.error && <ErrorPanel error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <div className={classes.empty} aria-busy><Skeleton height={48} /></div>}
      {items?.length === 0 && <div className={classes.empty}>{t('nothing')}</div>}
      <ul className={classes.list}>
        {items?.map((alert) => (
          <li key={alert.id} className={classes.item} data-new={!alert.seen || undefined}>
            <AppLink to={alert.link.path} search={alert.link.search} className={classes.sentence} onClick={close}><bdi>{alert.sentence[language]}</bdi></AppLink>
            <div className={classes.facts}>{alert.urgency === 'high' && <AlertStateBadge alert={alert} />}<AlertOwnerBadge owner={alert.owner} /><RelativeTime value={alert.since} /></div>
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <AppLink to="/alerts" onClick={close}>{t('seeAll')}</AppLink>
        {more > 0 && <span>{t('more', { count: more })}</span>}
      </div>
    </>
  )
}
