import { Button } from '@mantine/core'
import { useNow, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { Banner } from '../../ui/banner.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Section } from '../../ui/section.tsx'
import type { Account } from './account-draft.ts'
import { isMadeUpFor } from './made-up-for.ts'
import { Receipt } from './receipt.tsx'

const freshMs = 24 * 3_600_000
const tones = { Live: 'info', Complete: 'good', Partly: 'warn' } as const

/** The receipt of a store that has just come back, while it is written and for a day after. */
export function FreshReceipt({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations.receipt')
  const now = useNow()
  const { receipt, connection } = account
  if (!receipt || connection.status === 'disconnected') return null
  if (receipt.endedAt !== null && now.getTime() - Date.parse(receipt.endedAt) > freshMs) return null
  const outcome = receipt.state === 'complete' ? (isMadeUpFor(receipt) ? 'Complete' : 'Partly') : 'Live'
  return <Banner tone={tones[outcome]} live="status" title={t(`title${outcome}`)}><Receipt receipt={receipt} /></Banner>
}

/** Every return from the dark. */
export function AccountReceipts({ accountId }: { accountId: string }) {
  const t = useTranslations('ecIntegrations.receipt')
  const ui = useTranslations('ui')
  const pages = usePages(api.ecAccounts.receipts, { id: accountId, limit: 5 })
  return (
    <Section title={t('all')} description={t('allHint')}>
      {pages.error && <ErrorPanel error={pages.error} retry={pages.retry} />}
      <div>{pages.rows.map((receipt) => <Receipt key={receipt.id} receipt={receipt} />)}</div>
      {pages.more && <Button variant="default" size="xs" loading={pages.more.loading} onClick={pages.more.load}>{ui('loadMore')}</Button>}
    </Section>
  )
}
