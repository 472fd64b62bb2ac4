import { useFormatter, useLocale, useTimeZone } from 'use-intl'
import { useHint } from './hint.tsx'
import { tickMs, usePresent } from './shared-clock.ts'

const exactFormat = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const exactNumeric = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** `23 Nov 2026, 14:05` / `2026/11/23 14:05`, in the warehouse's zone. */
export function useExactTime(): (value: string | Date) => string {
  const format = useFormatter()
  const locale = useLocale()
  return (value) => format.dateTime(new Date(value), locale === 'zh-TW' ? exactNumeric : exactFormat)
}

/** `23 Nov 2026, 14:05–14:20`: what both ends share is said once. */
export function useExactRange(): (from: string, to: string) => string {
  const format = useFormatter()
  const locale = useLocale()
  return (from, to) => format.dateTimeRange(new Date(from), new Date(to), locale === 'zh-TW' ? exactNumeric : exactFormat)
}

/** “12 minutes ago”, with the exact time and its zone on hover. */
export function RelativeTime({ value, fallback }: { value: string | null | undefined; fallback?: string }) {
  const format = useFormatter()
  const exact = useExactTime()
  const timeZone = useTimeZone()
  const now = usePresent()
  const hint = useHint(() => (value ? `${exact(value)} (${timeZone})` : ''))
  if (!value) return <span data-nothing={fallback === undefined || undefined}>{fallback ?? '–'}</span>
  const at = new Date(value)
  // The clock ticks seldom; what happened since its last tick is not in the future.
  const present = at > now && at.getTime() - now.getTime() < tickMs ? at : now
  return (
    <>
      <time dateTime={value} style={{ whiteSpace: 'nowrap' }} {...hint.props}>{format.relativeTime(at, present)}</time>
      {hint.tooltip}
    </>
  )
}

/** The exact time itself, where the minute matters more than the distance. */
export function ExactTime({ value }: { value: string | null | undefined }) {
  const exact = useExactTime()
  const timeZone = useTimeZone()
  if (!value) return <span data-nothing>–</span>
  return <time dateTime={value} title={timeZone} style={{ whiteSpace: 'nowrap' }}>{exact(value)}</time>
}
