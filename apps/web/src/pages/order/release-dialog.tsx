import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { NoteDialog } from '../../parts/hold-dialogs.tsx'
import { Banner } from '../../ui/banner.tsx'
import { notifyDone } from '../../ui/notify.ts'
import type { Order } from './order-stage.ts'

/** Releases holds of one order that a person may release. */
export function ReleaseDialog({ holds, onClose }: { holds: readonly Order['holdHistory'][number][]; onClose: () => void }) {
  const t = useTranslations('holds')
  const words = useTranslations('words.holdReason')
  const [refused, setRefused] = useState<string[]>([])
  const release = useWrite(api.holds.release, {
    refreshes: [api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: ({ results }) => {
      const details = results.flatMap((result) => (result.ok || result.detail === null ? [] : [result.detail]))
      setRefused(details)
      if (details.length > 0) return
      notifyDone(t('releasedNow', { count: results.length }))
      onClose()
    },
  })
  const [only] = holds
  return (
    <NoteDialog opened title={holds.length === 1 ? t('releaseOne') : t('releaseHolds', { count: holds.length })} confirmLabel={t('release')} pending={release.isPending} error={release.error} onConfirm={(note) => release.mutate({ ids: holds.map((hold) => hold.id), note })} onClose={onClose}>
      <div>{holds.length === 1 && only ? t('releaseOneText', { reason: words(only.reason) }) : t('releaseHoldsText')}</div>
      {refused.map((detail) => <Banner key={detail} tone="bad" live="alert" title={detail} />)}
    </NoteDialog>
  )
}
