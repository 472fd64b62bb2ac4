import { IconCheck, IconHandStop } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { nextStepOf, stagesOf, type Order } from './order-stage.ts'
import classes from './stage-line.module.css'

/** Imported → released → processing → shipped → confirmed by the store, and what comes next. */
export function StageLine({ order }: { order: Order }) {
  const t = useTranslations('order')
  const next = nextStepOf(order)
  return (
    <section className={classes.box} aria-label={t('stages')}>
      <ol className={classes.line}>
        {stagesOf(order).map((stage) => (
          <li key={stage.key} className={classes.stage} data-state={stage.state} aria-current={stage.state === 'current' ? 'step' : undefined}>
            <span className={classes.dot} aria-hidden>{stage.state === 'stopped' ? <IconHandStop size={12} stroke={2.4} /> : (stage.state === 'done' || stage.state === 'current') && <IconCheck size={12} stroke={3} />}</span>
            <span className={classes.name}>{t(`stage.${stage.key}`)}</span>
            <span className={classes.at}>{stage.at !== null ? <RelativeTime value={stage.at} /> : stage.state === 'stopped' ? t(order.holds.length > 0 ? 'stopped' : order.tracking === 'refused' ? 'refused' : 'notShown') : ' '}</span>
          </li>
        ))}
      </ol>
      <p className={classes.next}>{t(`next.${next}`)}</p>
    </section>
  )
}
