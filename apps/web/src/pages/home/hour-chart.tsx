import { VisuallyHidden } from '@mantine/core'
import { useFormatter, useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import classes from './hour-chart.module.css'

const width = 480
const height = 100

/** Orders imported and shipped in each of the last 24 hours, to be looked at; said in words and as a table for those who listen. */
export function HourChart({ hours }: { hours: Outputs['home']['get']['ordersByHour'] }) {
  const t = useTranslations('home')
  const format = useFormatter()
  const largest = Math.max(1, ...hours.flatMap((each) => [each.imported, each.shipped]))
  const step = width / Math.max(1, hours.length)
  const bar = Math.max(2, step / 2 - 2)
  const heightOf = (value: number) => (value === 0 ? 0 : Math.max(2, (value / largest) * height))
  const hourOf = (hour: string) => format.dateTime(new Date(hour), { hour: '2-digit', hourCycle: 'h23' }).replace(/\D/g, '')
  const sum = (key: 'imported' | 'shipped') => hours.reduce((total, each) => total + each[key], 0)
  return (
    <figure className={classes.figure}>
      <div className={classes.scale} aria-hidden>{format.number(largest)}</div>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={t('byHourText', { imported: sum('imported'), shipped: sum('shipped') })} className={classes.chart}>
        {hours.map((each, index) => (
          <g key={each.hour}>
            <title>{`${hourOf(each.hour)}:00 · ${t('imported')} ${each.imported} · ${t('shipped')} ${each.shipped}`}</title>
            <rect x={index * step} y={0} width={step} height={height} fill="transparent" />
            <rect x={index * step + 1} y={height - heightOf(each.imported)} width={bar} height={heightOf(each.imported)} className={classes.imported} />
            <rect x={index * step + 1 + bar} y={height - heightOf(each.shipped)} width={bar} height={heightOf(each.shipped)} className={classes.shipped} />
          </g>
        ))}
      </svg>
      <div className={classes.hours} aria-hidden>{hours.filter((_, index) => index % 4 === 0).map((each) => <span key={each.hour}>{hourOf(each.hour)}</span>)}</div>
      <figcaption className={classes.caption}>
        <span><i className={classes.importedKey} />{t('imported')} <strong>{format.number(sum('imported'))}</strong></span>
        <span><i className={classes.shippedKey} />{t('shipped')} <strong>{format.number(sum('shipped'))}</strong></span>
      </figcaption>
      <VisuallyHidden>
        <table>
          <caption>{t('byHourTable')}</caption>
          <thead><tr><th scope="col">{t('hour')}</th><th scope="col">{t('imported')}</th><th scope="col">{t('shipped')}</th></tr></thead>
          <tbody>{hours.map((each) => <tr key={each.hour}><th scope="row">{hourOf(each.hour)}</th><td>{each.imported}</td><td>{each.shipped}</td></tr>)}</tbody>
        </table>
      </VisuallyHidden>
    </figure>
  )
}
