import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './home-page.module.css'

const steps = [
  ['salesChannel', '/sales-channels'],
  ['ecAccount', '/ec-integrations/new'],
  ['connected', '/ec-integrations'],
  ['mapping', '/ec-integrations'],
  ['shipped', '/orders'],
] as const

/** The way from nothing to the first shipped order; gone once it was walked. */
export function FirstSteps({ steps: taken }: { steps: Outputs['home']['get']['firstSteps'] }) {
  const t = useTranslations('home')
  const done = steps.filter(([step]) => taken[step]).length
  if (done === steps.length) return null
  const next = steps.find(([step]) => !taken[step])?.[0]
  return (
    <Section title={t('firstSteps')} description={t('firstStepsText', { done, total: steps.length })}>
      <ol className={classes.steps}>
        {steps.map(([step, to]) => (
          <li key={step} className={classes.step} data-done={taken[step] || undefined} data-next={step === next || undefined}>
            {taken[step] ? <IconCircleCheckFilled size={18} aria-label={t('done')} role="img" /> : <IconCircle size={18} stroke={1.6} aria-label={t('toDo')} role="img" />}
            {taken[step] ? <span>{t(`steps.${step}`)}</span> : <AppLink to={to}>{t(`steps.${step}`)}</AppLink>}
          </li>
        ))}
      </ol>
    </Section>
  )
}
