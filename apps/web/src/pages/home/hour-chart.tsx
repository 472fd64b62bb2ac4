import { VisuallyHidden } from '@mantine/core'
import { useFormatter, useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import classes from './hour-chart.module.css'

const width = 480
const height = 132
const floor = 112
const top = 14

/** Orders imported and shipped in each of the last 24 hours, to be looked at; said in words and as a table for those who listen. */
export function HourChart({ hours }: { hours: Outputs['home']['get']['ordersByHour'] }) {
  const t = useTranslations('home')
  const format = useFormatter()
  const largest = Math.max(1, ...hours.flatMap((each) => [each.imported, each.shipped]))
  const step = width / Math.max(1, hours.length)
  const bar = Math.max(2, step / 2 - 2)
  const heightOf = (value: number) => (value === 0 ? 0 : Math.max(2, (value / largest) * (floor - top)))
  const hourOf = (hour: string) => format.dateTime(new Date(hour), { hour: '2-digit', hourCycle: 'h23' }).replace(/\D/g, '')
  const sum = (key: 'imported' | 'shipped') => hours.reduce((total, each) => total + each[key], 0)
  const text = t('byHourText', { imported: sum('imported'), shipped: sum('shipped') })
  return (
    <figure className={classes.figure}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text} className={classes.chart}>
        <line x1={0} x2={width} y1={floor + 0.5} y2={floor + 0.5} className={classes.axis} />
        <text x={0} y={10} className={classes.label}>{format.number(largest)}</text>
        {hours.map((each, index) => (
          <g key={each.hour}>
            <title>{`${hourOf(each.hour)}:00 · ${t('imported')} ${each.imported} · ${t('shipped')} ${each.shipped}`}</title>
            <rect x={index * step} y={top} width={step} height={floor - top} fill="transparent" />
            <rect x={index * step + 1} y={floor - heightOf(each.imported)} width={bar} height={heightOf(each.imported)} rx={1} className={classes.imported} />
            <rect x={index * step + 1 + bar} y={floor - heightOf(each.shipped)} width={bar} height={heightOf(each.shipped)} rx={1} className={classes.shipped} />
            {index % 4 === 0 && <text x={index * step + 1} y={height - 4} className={classes.label}>{hourOf(each.hour)}</text>}
          </g>
        ))}
      </svg>
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
