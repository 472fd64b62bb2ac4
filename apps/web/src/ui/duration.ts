import { useTranslations } from 'use-intl'

/** How long from one instant to another, in its two largest units: `3 h 20 min`. */
export function useDuration(): (from: string, to: string) => string {
  const t = useTranslations('ui.duration')
  return (from, to) => {
    const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
    if (days > 0) return t('days', { days, hours })
    if (hours > 0) return t('hours', { hours, minutes: rest })
    return minutes > 0 ? t('minutes', { minutes }) : t('moment')
  }
}
