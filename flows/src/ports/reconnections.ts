import type { DisconnectReason } from '@crossdock/domain'
import type { AccountRef } from './accounts.ts'
import type { Actor } from './actor.ts'

/** What came of an authorization after a time in the dark, as it stands. */
export interface ReceiptFigures {
  /** Null where nothing is fetched. `status` is the fetch run's. */
  orders: { status: string; new: number; changed: number; canceled: number; held: number; skipped: number } | null
  parcels: { sent: number; refused: number; waiting: number }
  stockPushes: { sent: number; refused: number; waiting: number }
}

export interface NewReceipt {
  id: string
  darkFrom: Date
  darkTo: Date
  reason: DisconnectReason
  actor: Actor
  /** The run that reads the dark period; null where nothing is fetched, or while another run is under way that it has to follow. */
  fetchRunId: string | null
  /** A run that was under way before, and that the receipt's own run follows. */
  followsRunId: string | null
}

export interface OpenReceipt {
  merchantId: string
  id: string
  ecAccountId: string
  darkFrom: Date
  darkTo: Date
  figures: ReceiptFigures
}

export interface ReconnectionRows {
  /** Opens a receipt, with every parcel and stock push that waits now. */
  open(ref: AccountRef, receipt: NewReceipt): Promise<void>
  /** Open receipts on which nothing is under way any more, locked against other workers. */
  settled(limit: number): Promise<OpenReceipt[]>
  /** The open receipt of an account, as it stands. */
  openOf(ref: AccountRef): Promise<OpenReceipt | null>
  /** @returns false when it was ended before */
  end(receipt: OpenReceipt, outcome: 'complete' | 'cut_short', at: Date): Promise<boolean>
  /** Ends the runs of an account that nobody works at: what they would read, the next one reads too. */
  stopIdleRuns(ref: AccountRef, at: Date, error: { kind: string; code: string; message: string }): Promise<void>
}
