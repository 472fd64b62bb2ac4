import { Button, Group, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { WriteBadge } from '../../parts/badges.tsx'
import { LeaveWrite } from '../../parts/leave-write.tsx'
import { useAdvice } from '../../parts/write-advice.ts'
import { WriteHistoryFold } from '../../parts/write-history.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { ExactTime, RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import type { StockPush, Write } from './stock-push.ts'
import classes from './stock-push.module.css'

/** The sendings that carried a push, each with its key; a refused one can be sent again. */
export function Writes({ push }: { push: StockPush }) {
  const t = useTranslations('stockPushes')
  const [again, setAgain] = useState<Write | null>(null)
  // Of what was taken, the lines that were not applied can be sent again; of anything refused, all of it.
  const unapplied = (write: Write) => push.lines.filter((line) => line.part === write.part && line.result !== 'applied' && line.result !== 'waiting' && line.result !== 'superseded').length
  const sendable = (write: Write) => write.state === 'rejected' || (write.state === 'accepted' && unapplied(write) > 0)
  const refusedItems = (write: Write) => push.lines.some((line) => line.part === write.part && (line.result === 'refused' || line.result === 'invalid_quantity'))
  const leavable = (write: Write) => write.leftAt === null && (write.state === 'rejected' || (write.state === 'accepted' && refusedItems(write)))
  const retry = useWrite(api.platformWrites.retry, {
    refreshes: [api.stockPushes.key(), api.inbounds.key(), api.home.key()],
    onSuccess: () => {
      notifyDone(t('sentAgain', { part: again?.part ?? 1 }))
      setAgain(null)
    },
  })
  const columns: Column<Write>[] = [
    { id: 'part', header: t('part'), primary: true, cell: (write) => t('partOf', { part: write.part }) },
    { id: 'state', header: t('state'), wrap: true, cell: (write) => <State write={write} /> },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (write) => <Count value={write.attempts} /> },
    { id: 'next', header: t('next'), cell: (write) => (write.state === 'accepted' || write.state === 'rejected' || write.askedAt !== null ? t('none') : <RelativeTime value={write.nextAttemptAt} fallback={t('now')} />) },
    { id: 'answer', header: t('answer'), wrap: true, cell: (write) => <Answer write={write} /> },
    { id: 'sent', header: t('sentSettled'), cell: (write) => <><ExactTime value={write.sentAt} /><Text size="xs" c="dimmed"><ExactTime value={write.settledAt} /></Text></> },
    { id: 'key', header: t('key'), wrap: true, cell: (write) => <div className={classes.key}><CopyText value={write.idempotencyKey} label={t('key')} /></div> },
    { id: 'again', header: t('sendAgain'), hidden: !push.writes.some(sendable), cell: (write) => (sendable(write) || leavable(write) ? <Group gap="xs">{sendable(write) && <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => setAgain(write)}>{t('sendAgain')}</Button>}{leavable(write) && <LeaveWrite writeId={write.id} />}</Group> : t('none')) },
  ]
  return (
    <Section title={t('writes')} description={t('writesHint')} actions={<AppLink to="/platform-calls" search={{ account: push.ecAccount.id, purpose: push.kind === 'increment' ? 'stock.increase' : 'stock.overwrite' }}>{t('showCalls')}</AppLink>}>
      <DataTable label={t('writes')} columns={columns} rows={push.writes} rowKey={(write) => write.id} rowTone={(write) => (write.state === 'rejected' && write.leftAt === null ? 'bad' : undefined)} empty={null} />
      {push.writes.map((write) => <div key={write.id}>{push.writes.length > 1 && <strong>{t('partOf', { part: write.part })}</strong>}<WriteHistoryFold id={write.id} /></div>)}
      <ConfirmDialog opened={again !== null} title={t('sendAgainTitle', { part: again?.part ?? 1 })} confirmLabel={t('sendAgain')} pending={retry.isPending} error={retry.error} onConfirm={() => again && retry.mutate({ id: again.id })} onClose={() => { retry.reset(); setAgain(null) }}>
        {again !== null && (again.state === 'accepted' ? t('sendRestText', { count: unapplied(again) }) : t('sendAgainText'))}
        {push.kind === 'overwrite' && ` ${t('approveAgain')}`}
      </ConfirmDialog>
    </Section>
  )
}

function State({ write }: { write: Write }) {
  const words = useTranslations('words')
  const open = write.state !== 'accepted' && write.state !== 'rejected'
  return (
    <>
      <WriteBadge state={write.state} asked={write.askedAt !== null} left={write.leftAt !== null} />
      {open && write.waitingFor !== null && <Text size="xs" c="dimmed">{words(`waitingFor.${write.waitingFor}`)}</Text>}
    </>
  )
}

function Answer({ write }: { write: Write }) {
  const t = useTranslations('stockPushes')
  const adviceFor = useAdvice()
  const say = usePlatformWords()
  if (write.status === null && write.error === null) return t('none')
  return (
    <>
      {write.status !== null && t('statusCode', { status: String(write.status) })}
      {write.error !== null && <Text size="xs">{say(write.error)}</Text>}
      {write.state === 'rejected' && <Text size="xs" c="dimmed">{adviceFor(write.errorCode)}</Text>}
    </>
  )
}
