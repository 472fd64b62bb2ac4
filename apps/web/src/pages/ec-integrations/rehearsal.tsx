import { IconAlertTriangle, IconCircleCheck, IconLoader } from '@tabler/icons-react'
import { useFormatter, useTranslations } from 'use-intl'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Account } from './account-draft.ts'
import classes from './rehearsal.module.css'

type Rehearsal = NonNullable<Account['rehearsal']>

const looks = { running: ['info', IconLoader], ok: ['good', IconCircleCheck], failed: ['bad', IconAlertTriangle] } as const

/** What the look before a slot found, in sentences: what failed, what happens at the slot, and whose move it is. */
export function useRehearsalWords(account: Account): { said: string; then: string | null; move: string | null } | null {
  const t = useTranslations('ecIntegrations.rehearsal')
  const format = useFormatter()
  const { rehearsal, platform } = account
  if (!rehearsal) return null
  const at = format.dateTime(new Date(rehearsal.at), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const time = rehearsal.slot.time
  const { failed } = rehearsal
  if (!failed) return { said: t(rehearsal.state === 'ok' ? 'ok' : 'running', { at, time }), then: null, move: null }
  const gone = failed.check === 'token' && failed.owner === 'merchant'
  const again = failed.againAt === null ? '' : ` ${t('again', { at: format.dateTime(new Date(failed.againAt), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) })}`
  return {
    said: `${t('failed', { at, time })} ${t(`check.${failed.check}`, { platform: platform.name })}`,
    then: t(gone ? 'then.gone' : `then.${failed.check}`, { time }) + again,
    move: t(`move.${failed.owner}`, { platform: platform.name }),
  }
}

/** Whether a rehearsal speaks of the slot that comes next. */
export const isAhead = (account: Account): boolean => account.rehearsal !== null && account.rehearsal.slotAt === account.settings.nextFetchAt

/** The latest rehearsal, quietly: a failure of the slot ahead has a banner of its own. */
export function RehearsalLine({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations.rehearsal')
  const words = useRehearsalWords(account)
  if (!words || !account.rehearsal) return null
  const state: Rehearsal['state'] = account.rehearsal.state
  return (
    <div className={classes.line} data-rehearsal={state}>
      <StatusBadge tone={looks[state][0]} icon={looks[state][1]} label={t('title')} bare />
      <span>{words.said}</span>
    </div>
  )
}
