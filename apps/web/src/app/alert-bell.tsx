import { ActionIcon, Indicator, Popover } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'

const AlertPanel = lazy(async () => ({ default: (await import('./alert-panel.tsx')).AlertPanel }))

/** How many alerts are new to the reader, and the latest of them a click away. */
export function AlertBell() {
  const t = useTranslations('alerts')
  const [opened, setOpened] = useState(false)
  const counts = useQuery(api.alerts.counts.queryOptions({ input: {}, refetchInterval: 15_000 }))
  const unseen = counts.data?.unseen ?? 0
  return (
    <Popover opened={opened} onChange={setOpened} width={380} position="bottom-end" offset={12} shadow="md" trapFocus returnFocus>
      {/* The button itself is the target: what it says of being expanded belongs to nothing around it. */}
      <Indicator label={unseen > 99 ? '99+' : unseen} size={16} disabled={unseen === 0} color="red.9" offset={6} inline>
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('bell', { count: unseen })} onClick={() => setOpened(!opened)}>
            <IconBell size={18} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)" aria-label={t('panel')}>
        {opened && <Suspense><AlertPanel close={() => setOpened(false)} /></Suspense>}
      </Popover.Dropdown>
    </Popover>
  )
}
