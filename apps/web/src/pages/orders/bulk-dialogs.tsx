import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { HoldDialog, NoteDialog, type PersonHoldReason } from '../../parts/hold-dialogs.tsx'
import type { OrderRow } from './order-columns.tsx'
import { ShipDialog } from './ship-dialog.tsx'

export type BulkQuestion = 'hold' | 'release' | 'ship'

interface BulkDialogsProps {
  open: BulkQuestion | null
  orders: readonly OrderRow[]
  pending: boolean
  error: Error | null
  onHold: (reason: PersonHoldReason, note: string | undefined) => void
  onRelease: (note: string | undefined) => void
  onClose: () => void
}

/** What is asked before something is done with many orders at once. As long as nothing is asked, it is not drawn anew with each row that is ticked. */
export const BulkDialogs = memo(function BulkDialogs({ open, orders, pending, error, onHold, onRelease, onClose }: BulkDialogsProps) {
  const holds = useTranslations('holds')
  const asked = { pending, error, onClose }
  return (
    <>
      <HoldDialog {...asked} opened={open === 'hold'} count={orders.length} onHold={onHold} />
      <NoteDialog {...asked} opened={open === 'release'} title={holds('releaseTitle', { count: orders.length })} confirmLabel={holds('release')} onConfirm={onRelease}>
        {holds('releaseText')}
      </NoteDialog>
      {open === 'ship' && <ShipDialog orders={orders} onClose={onClose} />}
    </>
  )
}, (before, after) => before.open === null && after.open === null)
