import { useTranslations } from 'use-intl'
import classes from './inbounds.module.css'

/** How much of what was announced is received, and of that, put away. */
export function InboundProgress({ inbound: { expected, received, putAway } }: { inbound: { expected: number; received: number; putAway: number } }) {
  const t = useTranslations('inbounds')
  const whole = Math.max(1, expected, received)
  return (
    <div className={classes.progress}>
      <div className={classes.progressWords}><span>{t('progressText', { received, expected })}</span>{putAway > 0 && <span className={classes.quiet}>{t('putAwayText', { putAway })}</span>}</div>
      <div className={classes.track} aria-hidden>
        <div className={classes.shelved} style={{ width: `${(putAway / whole) * 100}%` }} />
        <div className={classes.arrived} style={{ width: `${((received - putAway) / whole) * 100}%` }} />
      </div>
    </div>
  )
}
