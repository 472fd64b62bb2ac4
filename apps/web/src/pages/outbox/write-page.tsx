import { isolate } from '@crossdock/domain'
import { Button, Skeleton } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { WriteBadge } from '../../parts/badges.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { LeaveWrite } from '../../parts/leave-write.tsx'
import { useAdvice } from '../../parts/write-advice.ts'
import { WriteEvents } from '../../parts/write-history.tsx'
import { WriteQuestion } from '../../parts/write-question.tsx'
import { Banner } from '../../ui/banner.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExactTime, RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { spellJson } from '../../ui/spell-json.ts'
import classes from './outbox.module.css'
import { SubjectLink } from './subject-link.tsx'

type Write = Outputs['platformWrites']['get']

/** One write to a store: what is sent, how it stands, and everything that it went through. */
export function WritePage() {
  const t = useTranslations('outbox')
  const words = useTranslations('words')
  const { id = '' } = useParams({ strict: false })
  const write = useQuery(api.platformWrites.get.queryOptions({ input: { id }, refetchInterval: 3_000 }))
  const back = { label: t('title'), link: { to: '/outbox' } }
  if (!write.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {write.error ? <ErrorPanel error={write.error} retry={() => void write.refetch()} /> : <div className={classes.page} aria-busy><Skeleton height={120} /><Skeleton height={200} /></div>}
      </>
    )
  }
  const { data } = write
  return (
    <>
      <PageHeader title={words(`writeKind.${data.kind}`)} badge={<WriteBadge state={data.state} asked={data.askedAt !== null} left={data.leftAt !== null} />} back={back} description={`${isolate(data.ecAccount.name)} · ${isolate(data.merchant.name)}`} />
      <div className={classes.page}>
        {write.error && <ErrorPanel error={write.error} retry={() => void write.refetch()} />}
        {data.askedAt !== null && <WriteQuestion writeId={data.id} stock={data.kind === 'stock_increment' || data.kind === 'stock_overwrite' ? data.kind : null} />}
        {data.state === 'rejected' && (data.leftAt === null ? <RefusedWrite write={data} /> : <LeftWrite write={data} leftAt={data.leftAt} />)}
        <Section title={t('facts')}><Facts write={data} /></Section>
        <Section title={t('history')}><WriteEvents id={data.id} history={data.history} /></Section>
        <details className={classes.fold}>
          <summary>{t('request')}</summary>
          <pre className={classes.request} tabIndex={0} role="region" aria-label={t('request')}>{spellJson(data.request)}</pre>
        </details>
      </div>
    </>
  )
}

function RefusedWrite({ write }: { write: Write }) {
  const t = useTranslations('outbox')
  const adviceFor = useAdvice()
  const say = usePlatformWords()
  const retry = useRetry()
  return (
    <>
      <Banner tone="bad" title={write.error === null ? t('silent') : say(write.error)}
        actions={<><SendAgain retry={retry} writeId={write.id} /><LeaveWrite writeId={write.id} /></>}>
        {adviceFor(write.errorCode)}
      </Banner>
      {retry.error && <ErrorPanel error={retry.error} />}
    </>
  )
}

/** A refused write that somebody left so: nothing is red about it, and it can still be sent. */
function LeftWrite({ write, leftAt }: { write: Write; leftAt: string }) {
  const t = useTranslations('outbox')
  const say = usePlatformWords()
  const retry = useRetry()
  return (
    <>
      <Banner tone="neutral" title={t('leftTitle')} actions={<SendAgain retry={retry} writeId={write.id} />}>
        {t.rich('leftText', { at: () => <RelativeTime value={leftAt} />, words: write.error === null ? t('silent') : say(write.error) })}
      </Banner>
      {retry.error && <ErrorPanel error={retry.error} />}
    </>
  )
}

function useRetry() {
  const t = useTranslations('outbox')
  return useWrite(api.platformWrites.retry, { refreshes: [api.platformWrites.key(), api.orders.key(), api.stockPushes.key(), api.home.key()], onSuccess: () => notifyDone(t('sentAgain')) })
}

function SendAgain({ retry, writeId }: { retry: ReturnType<typeof useRetry>; writeId: string }) {
  const t = useTranslations('outbox')
  return <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} loading={retry.isPending} onClick={() => retry.mutate({ id: writeId })}>{t('sendAgain')}</Button>
}

function Facts({ write }: { write: Write }) {
  const t = useTranslations('outbox')
  const words = useTranslations('words')
  return (
    <DefinitionList columns={3}
      entries={[
        [t('about'), <SubjectLink key="about" subject={write.subject} />],
        [t('planned'), <ExactTime key="planned" value={write.plannedAt} />],
        [t('attempts'), <Count key="attempts" value={write.attempts} />],
        write.nextAttemptAt !== null && [t('next'), <RelativeTime key="next" value={write.nextAttemptAt} fallback={t('now')} />],
        write.waitingFor !== null && [t('state'), words(`waitingFor.${write.waitingFor}`)],
        write.status !== null && [t('answer'), t('http', { status: String(write.status) })],
        [t('key'), <CopyText key="key" value={write.idempotencyKey} label={t('key')} />],
      ]} />
  )
}
