import { useFormatter, useLocale } from 'use-intl'

/** A calendar day, `YYYY-MM-DD`, which is the same day everywhere: `23 Nov 2026` / `2026/11/23`. */
export function Day({ value }: { value: string }) {
  const format = useFormatter()
  const locale = useLocale()
  const style = locale === 'zh-TW' ? ({ year: 'numeric', month: '2-digit', day: '2-digit' } as const) : ({ year: 'numeric', month: 'short', day: 'numeric' } as const)
  return <time dateTime={value} style={{ whiteSpace: 'nowrap' }}>{format.dateTime(new Date(`${value}T00:00:00Z`), { ...style, timeZone: 'UTC' })}</time>
}
