import { isolate } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useActorName } from '../../parts/actor-name.tsx'
import { WriteBadge } from '../../parts/badges.tsx'
import { LineResult } from '../../parts/line-result.tsx'
import { WriteQuestion } from '../../parts/write-question.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Count } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './stock-push.module.css'
import { Writes } from './writes.tsx'
import type { StockPush } from './stock-push.ts'

const isOpen = (push: StockPush) => push.writes.some((write) => write.state !== 'accepted' && write.state !== 'rejected')

/** One stock push: what was sent, what was answered, and the sendings that carried it. */
export function StockPushPage() {
  const t = useTranslations('stockPushes')
  const words = useTranslations('words')
  const { id = '' } = useParams({ strict: false })
  const push = useQuery(api.stockPushes.get.queryOptions({ input: { id }, refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? 2_000 : 15_000) }))
  const back = { label: t('title'), link: { to: '/stock-pushes' } }
  if (!push.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {push.error ? <ErrorPanel error={push.error} retry={() => void push.refetch()} /> : <div className={classes.page} aria-busy><Skeleton height={120} /><Skeleton height={240} /></div>}
      </>
    )
  }
  const { data } = push
  return (
    <>
      <PageHeader title={data.origin === 'inbound' || data.origin === 'hand' ? words(`stockPushKind.${data.kind}`) : words(`stockPushOrigin.${data.origin}`)} badge={<WriteBadge state={data.state} asked={data.state === 'unknown' && data.asked} left={data.left} />} back={back} description={`${isolate(data.ecAccount.name)} · ${isolate(data.merchant.name)}`} />
      <div className={classes.page}>
        {push.error && <ErrorPanel error={push.error} retry={() => void push.refetch()} />}
        <Outcome push={data} />
        <Section title={t('facts')}><Facts push={data} /></Section>
        <Section title={t('lines')} description={t('linesHint')}><Lines push={data} /></Section>
        <Writes push={data} />
      </div>
    </>
  )
}

function Outcome({ push }: { push: StockPush }) {
  const say = usePlatformWords()
  const t = useTranslations('stockPushes')
  const asked = push.writes.filter((write) => write.askedAt !== null)
  if (asked.length > 0) return <>{asked.map((write) => <WriteQuestion key={write.id} writeId={write.id} stock={push.kind === 'increment' ? 'stock_increment' : 'stock_overwrite'} />)}</>
  const refused = push.writes.filter((write) => write.state === 'rejected').length
  if (refused > 0) return <Banner tone={push.left ? 'neutral' : 'bad'} title={t('refusedTitle', { count: refused })}>{say(push.writes.find((write) => write.state === 'rejected')?.error ?? '')}</Banner>
  if (isOpen(push)) return <Banner tone="info" live="status" title={t('waitingTitle')}>{t('waitingText')}</Banner>
  return push.notApplied > 0 ? <Banner tone="warn" title={t('partlyTitle', { count: push.notApplied })}>{t('partlyText')}</Banner> : null
}

function Facts({ push }: { push: StockPush }) {
  const t = useTranslations('stockPushes')
  const words = useTranslations('words')
  const actorName = useActorName()
  return (
    <DefinitionList columns={3}
      entries={[
        [t('account'), <AppLink key="account" to="/ec-integrations/$id" params={{ id: push.ecAccount.id }}>{push.ecAccount.name}</AppLink>],
        push.inbound !== null && [words('inbound'), <AppLink key="inbound" to="/inbounds/$id" params={{ id: push.inbound.id }}>{push.inbound.number}</AppLink>],
        push.percentage !== null && [t('percentage'), `${push.percentage} %`],
        [t('result'), t('resultText', { applied: push.applied, lines: push.lineCount })],
        [t('units'), <Count key="units" value={push.units} />],
        [t('when'), <ExactTime key="when" value={push.createdAt} />],
        [words('by'), actorName(push.actor)],
      ]} />
  )
}

function Lines({ push }: { push: StockPush }) {
  const t = useTranslations('stockPushes')
  const words = useTranslations('words')
  return (
    <DataTable label={t('lines')} rows={push.lines} rowKey={(line) => line.sku} empty={null} rowTone={(line) => (line.result === 'applied' || line.result === 'waiting' || line.result === 'superseded' ? undefined : line.result === 'not_tracked' ? 'warn' : 'bad')}
      columns={[
        { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (line) => line.sku },
        { id: 'name', header: words('product'), wrap: true, cell: (line) => line.name },
        { id: 'quantity', header: push.kind === 'increment' ? t('added') : t('setTo'), align: 'end', cell: (line) => <Count value={line.quantity} /> },
        { id: 'result', header: t('outcome'), wrap: true, cell: (line) => <LineResult kind={push.kind} line={line} /> },
        { id: 'after', header: t('stockAfter'), align: 'end', cell: (line) => (line.stockAfter === null ? t('none') : <Count value={line.stockAfter} />) },
      ]} />
  )
}
