import { isolate } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import type { Outputs } from '../app/session.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Timeline } from '../ui/timeline.tsx'
import type { Tone } from '../ui/tone.ts'
import { useActorName } from './actor-name.tsx'
import { useAnsweredItems } from './answered-items.ts'
import { usePlatformWords } from './platform-words.ts'
import classes from './write-parts.module.css'

type Event = Outputs['platformWrites']['get']['history'][number]

/** What a write went through, read when somebody opens it. */
export function WriteHistoryFold({ id }: { id: string }) {
  const t = useTranslations('outbox')
  const [open, setOpen] = useState(false)
  return (
    <details className={classes.fold} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('showHistory')}</summary>
      {open && <WriteHistory id={id} />}
    </details>
  )
}

function WriteHistory({ id }: { id: string }) {
  const write = useQuery(api.platformWrites.get.queryOptions({ input: { id }, refetchInterval: 5_000 }))
  if (!write.data) return write.error ? <ErrorPanel error={write.error} retry={() => void write.refetch()} /> : <Skeleton height={60} />
  return <WriteEvents id={id} history={write.data.history} />
}

/** Each attempt with what came of it, and what people decided; newest first. */
export function WriteEvents({ id, history }: { id: string; history: readonly Event[] }) {
  const t = useTranslations('outbox')
  const actors = useTranslations('words.actorKind')
  const actorName = useActorName()
  const first = new Map(history.toReversed().map((event) => [event.idempotencyKey, event.id]))
  const entries = history.toReversed().map((event) => ({
    id: event.id, at: event.at, title: <Title event={event} />, tone: toneOf(event), by: event.actor ? actorName(event.actor) : actors('system'), detail: <Detail event={event} newKey={event.idempotencyKey !== null && first.get(event.idempotencyKey) === event.id} />,
  }))
  return (
    <div className={classes.history}>
      {entries.length === 0 ? <p>{t('historyEmpty')}</p> : <Timeline entries={entries} label={t('history')} />}
      {entries.length > 0 && <AppLink to="/platform-calls" search={{ write: id }}>{t('calls')}</AppLink>}
    </div>
  )
}

function Title({ event }: { event: Event }) {
  const t = useTranslations('outbox')
  if (event.event !== 'attempt' || event.attempt === null) return t(`event.${event.event}`)
  return <>{t('attempt', { number: event.attempt, outcome: event.state === null ? '' : t(`outcome.${event.state}`) })}</>
}

/** `newKey` where the attempt bore another key than the one before it. */
function Detail({ event, newKey }: { event: Event; newKey: boolean }) {
  const t = useTranslations('outbox')
  const say = usePlatformWords()
  const saidOf = useAnsweredItems()
  const took = event.begunAt === null ? null : Date.parse(event.at) - Date.parse(event.begunAt)
  const parts = [
    event.status !== null ? t('http', { status: String(event.status) }) : event.state === 'unknown' && event.event === 'attempt' ? t('noAnswer') : null,
    event.error !== null ? say(event.error) : event.errorCode, took !== null && event.event === 'attempt' ? t('took', { ms: took }) : null, event.note !== null ? t('quoted', { text: isolate(event.note) }) : null,
  ].filter((each) => each !== null)
  return <>{parts.join(' · ')}{event.items?.length ? saidOf(event.items).map((line) => <div key={line}>{line}</div>) : null}{newKey && <div className={classes.key}><code>{event.idempotencyKey}</code></div>}</>
}

function toneOf(event: Event): Tone {
  if (event.event === 'asked' || event.event === 'interrupted') return 'warn'
  if (event.event !== 'attempt') return 'info'
  return event.state === 'accepted' ? 'good' : event.state === 'rejected' ? 'bad' : 'warn'
}
