import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useEnumeration } from '../../ui/enumeration.ts'
import type { AccountDraft } from './account-draft.ts'
import { conflictsOf, merge, type ConflictField } from './conflict.ts'

interface ConflictDialogProps {
  base: AccountDraft
  mine: AccountDraft
  theirs: AccountDraft
  channelName: (id: string) => string
  onMerged: (draft: AccountDraft) => void
  onClose: () => void
}

/** Somebody else saved first: both values of each field that both changed, to choose from. */
export function ConflictDialog({ base, mine, theirs, channelName, onMerged, onClose }: ConflictDialogProps) {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const ui = useTranslations('ui')
  const enumerate = useEnumeration()
  const fields = conflictsOf(base, mine, theirs)
  const [keepMine, setKeepMine] = useState<ReadonlySet<ConflictField>>(new Set(fields))
  const labels: Record<ConflictField, string> = {
    displayName: words('displayName'), salesChannelId: words('channelName'), fetchEnabled: t('fetchOrders'), fetchSchedule: t('fetchSchedule'), timeZone: t('timeZone'),
    pushEnabled: t('inboundPush'), pushPercentage: t('pushPercentage'), shippingMappings: t('mappings'),
  }
  const show = (draft: AccountDraft, field: ConflictField): string => {
    switch (field) {
      case 'displayName': return draft.displayName
      case 'salesChannelId': return channelName(draft.salesChannelId)
      case 'shippingMappings': return t('mappingCount', { count: draft.shippingMappings.length })
      case 'fetchEnabled':
      case 'pushEnabled': return ui(draft.settings[field] ? 'on' : 'off')
      case 'fetchSchedule': return draft.settings.fetchSchedule.length === 0 ? ui('none') : enumerate(draft.settings.fetchSchedule)
      case 'timeZone': return draft.settings.timeZone
      case 'pushPercentage': return `${draft.settings.pushPercentage} %`
    }
  }
  const choose = (field: ConflictField, whose: string) => {
    const next = new Set(keepMine)
    if (whose === 'mine') next.add(field)
    else next.delete(field)
    setKeepMine(next)
  }
  return (
    <ConfirmDialog opened title={t('conflictTitle')} confirmLabel={t('useChoice')} onConfirm={() => onMerged(merge(base, mine, theirs, keepMine))} onClose={onClose}>
      <p>{fields.length === 0 ? t('conflictNothing') : t('conflictText')}</p>
      <Stack>
        {fields.map((field) => (
          <Radio.Group key={field} label={labels[field]} value={keepMine.has(field) ? 'mine' : 'theirs'} onChange={(whose) => choose(field, whose)}>
            <Stack gap={4} mt={4}>
              <Radio value="mine" label={`${t('mine')}: ${show(mine, field)}`} />
              <Radio value="theirs" label={`${t('theirs')}: ${show(theirs, field)}`} />
            </Stack>
          </Radio.Group>
        ))}
      </Stack>
    </ConfirmDialog>
  )
}
