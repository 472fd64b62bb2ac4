import { CopyButton, Button, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { CallOutcome, useFailureText } from './call-outcome.tsx'
import classes from './platform-call.module.css'
import { readableBody } from './readable-body.ts'
import { usePurposeName } from './purposes.ts'

type Call = Outputs['platformCalls']['get']

/** One call to a platform: what was asked and what was answered. */
export function PlatformCallPage() {
  const t = useTranslations('platformCalls')
  const purposeName = usePurposeName()
  const failureText = useFailureText()
  const { id = '' } = useParams({ strict: false })
  const call = useQuery(api.platformCalls.get.queryOptions({ input: { id }, staleTime: Infinity }))
  const back = { label: t('title'), link: { to: '/platform-calls' } }
  if (!call.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {call.error ? <ErrorPanel error={call.error} retry={() => void call.refetch()} /> : <div className={classes.page} aria-busy><Skeleton height={120} /><Skeleton height={320} /></div>}
      </>
    )
  }
  const { data } = call
  return (
    <>
      <PageHeader title={purposeName(data.purpose)} badge={<CallOutcome call={data} />} back={back} description={t('masked')} />
      <div className={classes.page}>
        {data.failure !== null && <Banner tone={data.failure.kind === 'rate_limited' ? 'warn' : 'bad'} title={failureText(data.failure)}>{data.failure.code}</Banner>}
        <Section title={t('facts')}><Facts call={data} /></Section>
        <div className={classes.halves}>
          <Side title={t('request')} headers={data.requestHeaders} body={data.requestBody} />
          <Side title={t('response')} headers={data.responseHeaders} body={data.responseBody} none={data.status === null ? t('noAnswer') : undefined} />
        </div>
      </div>
    </>
  )
}

function Facts({ call }: { call: Call }) {
  const t = useTranslations('platformCalls')
  const words = useTranslations('words')
  return (
    <>
      <DefinitionList columns={2}
        entries={[[t('url'), <code key="url" className={classes.url}>{call.method} {call.url}</code>]]} />
      <div className={classes.facts}>
        <DefinitionList columns={3}
          entries={[
            [t('when'), <ExactTime key="when" value={call.at} />],
            [t('account'), call.ecAccount === null ? t('noAccount') : <AppLink key="account" to="/ec-integrations/$id" params={{ id: call.ecAccount.id }}>{call.ecAccount.name}</AppLink>],
            call.merchant !== null && [words('merchant'), call.merchant.name],
            [t('duration'), t('milliseconds', { value: call.durationMs })],
            [t('attempt'), t('attemptOf', { count: call.attempt })],
            [t('purposeLabel'), <code key="purpose">{call.purpose}</code>],
          ]} />
      </div>
    </>
  )
}

function Side({ title, headers, body, none }: { title: string; headers: Record<string, string>; body: string | null; none?: string | undefined }) {
  const t = useTranslations('platformCalls')
  const ui = useTranslations('ui')
  const entries = Object.entries(headers)
  const readable = body === null ? null : readableBody(body)
  return (
    <Section title={title}>
      {none !== undefined ? <Text size="sm" c="dimmed">{none}</Text> : (
        <>
          <h3 className={classes.part}>{t('headers')}</h3>
          {entries.length === 0 ? <Text size="sm" c="dimmed">{t('noHeaders')}</Text> : (
            <dl className={classes.headers}>{entries.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
          )}
          <div className={classes.bodyHead}>
            <h3 className={classes.part}>{t('body')}</h3>
            {readable !== null && <CopyButton value={readable}>{({ copied, copy }) => <Button variant="subtle" size="compact-xs" onClick={copy} aria-label={`${copied ? ui('copied') : t('copyBody')}: ${title}`}>{copied ? ui('copied') : t('copyBody')}</Button>}</CopyButton>}
          </div>
          {readable === null ? <Text size="sm" c="dimmed">{t('noBody')}</Text> : <pre className={classes.body} tabIndex={0} aria-label={`${t('body')}: ${title}`}>{readable}</pre>}
        </>
      )}
    </Section>
  )
}
