import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { DisplayMenu } from './display-menu.tsx'
import classes from './public-frame.module.css'

/** The frame around the pages that need no sign-in. */
export function PublicFrame({ children }: { children: ReactNode }) {
  return (
    <div className={classes.frame}>
      <Group justify="flex-end" p="sm" component="header"><DisplayMenu /></Group>
      <main className={classes.main}>
        <div className={classes.brand}><img src="/crossdock.svg" width={32} height={32} alt="" />Crossdock</div>
        <div className={classes.card}>{children}</div>
      </main>
    </div>
  )
}
