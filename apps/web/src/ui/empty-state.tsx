import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** What belongs here, and the one way to get it. */
export function EmptyState({ title, children, action, icon }: { title: string; children?: ReactNode; action?: ReactNode; icon?: ReactNode }) {
  return (
    <div className={classes.empty}>
      {icon !== undefined && <div className={classes.icon} aria-hidden>{icon}</div>}
      <Title order={2} size="h3">{title}</Title>
      {children !== undefined && <Text c="dimmed" component="div" maw="56ch">{children}</Text>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  )
}
