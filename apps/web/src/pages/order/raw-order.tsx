import { CopyButton, Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { spellJson } from '../../ui/spell-json.ts'
import classes from './order-page.module.css'

/** The order as the platform sent it last, read once it is asked for. */
export function RawOrder({ id }: { id: string }) {
  const t = useTranslations('order')
  const ui = useTranslations('ui')
  const [opened, setOpened] = useState(false)
  const raw = useQuery(api.orders.raw.queryOptions({ input: { id }, enabled: opened }))
  const text = raw.data ? spellJson(raw.data.payload) : ''
  return (
    <details className={classes.raw} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{t('raw')}</summary>
      {raw.isPending && opened && <Skeleton height={120} mt="xs" />}
      {raw.error && <ErrorPanel error={raw.error} retry={() => void raw.refetch()} />}
      {raw.data && (
        <>
          <div className={classes.holdHead}>
            <span className={classes.meta}>{t.rich('rawReceived', { at: () => <RelativeTime value={raw.data.receivedAt} /> })}</span>
            <CopyButton value={text}>{({ copied, copy }) => <Button size="compact-sm" variant="default" onClick={copy}>{copied ? ui('copied') : ui('copy')}</Button>}</CopyButton>
          </div>
          <pre tabIndex={0} role="region" aria-label={t('raw')}>{text}</pre>
        </>
      )}
    </details>
  )
}
