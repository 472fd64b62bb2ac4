import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { Count } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './product-stock.module.css'

export type ProductStock = Outputs['stock']['get']

/** On hand, and how it divides into reserved and available. */
export function StockFigures({ stock }: { stock: ProductStock }) {
  const t = useTranslations('stock')
  const { onHand, reserved, available } = stock
  const whole = Math.max(1, onHand)
  return (
    <Section title={t('figures')}>
      <dl className={classes.figures}>
        <div><dt>{t('onHand')}</dt><dd><Count value={onHand} /></dd></div>
        <div><dt><span className={`${classes.swatch} ${classes.reservedPart}`} aria-hidden />{t('reserved')}</dt><dd><Count value={reserved} /></dd></div>
        <div><dt><span className={`${classes.swatch} ${classes.availablePart}`} aria-hidden />{t('available')}</dt><dd><Count value={available} /></dd></div>
      </dl>
      <div className={classes.track} role="img" aria-label={t('figuresLabel', { onHand, reserved, available })}>
        <div className={classes.reservedPart} style={{ width: `${(Math.min(reserved, whole) / whole) * 100}%` }} />
        <div className={classes.availablePart} style={{ width: `${(Math.max(0, available) / whole) * 100}%` }} />
      </div>
    </Section>
  )
}
