import { Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import classes from './section.module.css'

/** A titled part of a page. `plain` has no frame. */
export function Section({ title, description, actions, children, plain = false, id }: { title: string; description?: ReactNode; actions?: ReactNode; children: ReactNode; plain?: boolean; id?: string }) {
  const titleId = useId()
  return (
    <section className={classes.section} data-plain={plain || undefined} aria-labelledby={titleId} id={id}>
      <div className={classes.head}>
        <div className={classes.words}>
          <Title order={2} id={titleId}>{title}</Title>
          {description !== undefined && <div className={classes.description}>{description}</div>}
        </div>
        {actions !== undefined && <div className={classes.actions} data-noprint>{actions}</div>}
      </div>
      {children}
    </section>
  )
}
