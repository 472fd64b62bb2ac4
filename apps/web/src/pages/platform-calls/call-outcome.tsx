import { failureKinds, isolate } from '@crossdock/domain'
import { IconCircleCheck, IconCircleX, IconClockPause, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { StatusBadge } from '../../ui/status-badge.tsx'

type Call = Outputs['platformCalls']['list']['items'][number]

/** The status that came back, or that nothing did. */
export function CallOutcome({ call }: { call: Pick<Call, 'status' | 'failure'> }) {
  const t = useTranslations('platformCalls')
  const label = call.status === null ? t('noAnswer') : t('ok', { status: String(call.status) })
  if (call.failure === null) return <StatusBadge tone="good" icon={IconCircleCheck} label={label} bare />
  if (call.failure.kind === 'rate_limited') return <StatusBadge tone="warn" icon={IconClockPause} label={label} />
  return <StatusBadge tone="bad" icon={call.status === null ? IconPlugConnectedX : IconCircleX} label={label} />
}

/** What went wrong, by kind and in the platform's words. */
export function useFailureText(): (failure: NonNullable<Call['failure']>) => string {
  const t = useTranslations('platformCalls')
  const kinds = useTranslations('words.failureKind')
  return ({ kind, code, message }) => {
    const known = oneOf(failureKinds, kind)
    return t('failureText', { kind: known ? kinds(known) : kind, message: isolate(message || code) })
  }
}
