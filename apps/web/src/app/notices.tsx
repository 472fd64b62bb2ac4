import { useNotifications } from '@mantine/notifications'
import { lazy, Suspense, useState } from 'react'

const NoticeList = lazy(async () => ({ default: (await import('./notice-list.tsx')).NoticeList }))

/** Where it is said that something was done. How that looks and moves is fetched with the first word of it. */
export function Notices() {
  const [needed, setNeeded] = useState(false)
  const waiting = useNotifications().notifications.length > 0
  if (waiting && !needed) setNeeded(true)
  return needed ? <Suspense><NoticeList /></Suspense> : null
}
