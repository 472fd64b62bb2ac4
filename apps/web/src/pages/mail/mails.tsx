import { Button, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconClock, IconHelpCircle, IconMail, IconSend, type Icon } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { oneOf } from '../../ui/one-of.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Tone } from '../../ui/tone.ts'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { useMailWords } from './mail-words.ts'

type Mail = Outputs['mails']['list']['items'][number]
const looks: Record<Mail['state'], readonly [Tone, Icon]> = { waiting: ['neutral', IconClock], sending: ['info', IconSend], sent: ['good', IconCircleCheck], unknown: ['warn', IconHelpCircle], failed: ['bad', IconCircleX] }
const states = ['waiting', 'sending', 'sent', 'unknown', 'failed'] as const

/** What was sent, what waits, and what failed with the server's own words. */
export function Mails() {
  const t = useTranslations('mail')
  const words = useTranslations('words')
  const say = useMailWords()
  const filters = useUrlFilters(['state'])
  const list = usePages(api.mails.list, { state: oneOf(states, filters.values.state), limit: 50 }, { refetchInterval: 15_000 })
  const resend = useWrite(api.mails.resend, { refreshes: [api.mails.key()], onSuccess: () => notifyDone(t('resent')) })
  const columns: Column<Mail>[] = [
    { id: 'subject', header: t('subject'), primary: true, wrap: true, cell: (mail) => <bdi>{mail.subject}</bdi> },
    { id: 'to', header: t('to'), cell: (mail) => mail.to },
    { id: 'state', header: t('state'), cell: (mail) => <><StatusBadge tone={looks[mail.state][0]} icon={looks[mail.state][1]} label={t(`states.${mail.state}`)} />{mail.nextAttemptAt !== null && mail.attempts > 0 && <Text size="xs" c="dimmed">{t('nextTry')} <RelativeTime value={mail.nextAttemptAt} /></Text>}</> },
    { id: 'answer', header: t('answer'), wrap: true, cell: (mail) => <>{mail.answer !== null && say(mail.answer)}{mail.state === 'unknown' && <Text size="xs" c="dimmed">{t('unknownHint')}</Text>}</> },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (mail) => <Count value={mail.attempts} /> },
    { id: 'when', header: t('when'), cell: (mail) => <RelativeTime value={mail.createdAt} /> },
    { id: 'actions', header: words('actions'), cell: (mail) => (mail.state === 'failed' || mail.state === 'unknown') && <Button size="compact-sm" variant="default" aria-label={t('resendOf', { to: mail.to })} loading={resend.isPending && resend.variables.id === mail.id} onClick={() => resend.mutate({ id: mail.id })}>{t('resend')}</Button> },
  ]
  return (
    <>
      <FilterBar filters={filters}><FilterSelect filters={filters} name="state" label={t('state')} options={states.map((value) => ({ value, label: t(`states.${value}`) }))} /></FilterBar>
      <DataTable {...list} label={t('mails')} columns={columns} rowKey={(mail) => mail.id} rowTone={(mail) => (mail.state === 'failed' ? 'bad' : mail.state === 'unknown' ? 'warn' : undefined)} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconMail size={32} stroke={1.4} />} title={t('emptyTitle')}>{t('emptyText')}</EmptyState>} />
    </>
  )
}
