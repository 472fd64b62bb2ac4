import { isolate } from '@crossdock/domain'
import { Group, Text, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { AppLink, type LinkTarget } from './app-link.tsx'
import { takeFocusOnArrival } from './arrival.ts'
import classes from './page-header.module.css'

/** The page's heading, document title and actions. It takes the focus when the page is reached from another one. */
export function PageHeader({ title, badge, description, back, actions }: { title: string; badge?: ReactNode; description?: ReactNode; back?: { label: string; link: LinkTarget }; actions?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takeFocusOnArrival()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <header className={classes.header}>
      <title>{`${isolate(title)} · Crossdock`}</title>
      {back && (
        <AppLink {...back.link} className={classes.back}>
          <IconChevronLeft size={14} aria-hidden />
          {back.label}
        </AppLink>
      )}
      <div className={classes.row}>
        <Group gap="sm" className={classes.heading}>
          <Title order={1} ref={heading} tabIndex={-1}>{title}</Title>
          {badge}
        </Group>
        {actions !== undefined && <Group gap="xs" data-noprint>{actions}</Group>}
      </div>
      {description !== undefined && <Text c="dimmed" component="div" className={classes.description}>{description}</Text>}
    </header>
  )
}
