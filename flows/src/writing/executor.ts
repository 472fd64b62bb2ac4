import type { EcAccount, Needs, PlatformWrite, Transaction, WriteOutcome } from '../ports/index.ts'

export interface Attempt {
  write: PlatformWrite
  account: EcAccount
  at: Date
  /** Gives the attempt up before its lease ends. */
  signal: AbortSignal
}

export type FinalOutcome = Extract<WriteOutcome, { state: 'accepted' | 'rejected' }>

interface Ending {
  /**
   * What an end of the write changes here, in the transaction that settles it.
   * @param account as it was when the write was taken; null where it is gone
   * @returns what the follow-up can use
   */
  record?(tx: Transaction, write: PlatformWrite, outcome: FinalOutcome, account: EcAccount | null): Promise<unknown>
  /** What follows an accepted write in the same job. A crash before it is mended by the sweep. */
  followUp?(needs: Needs, write: PlatformWrite, account: EcAccount, recorded?: unknown): Promise<void>
}

/** How one kind of write is carried out. While its account is not connected, it waits untouched. */
export interface ConnectedExecutor extends Ending {
  whileDisconnected?: false
  /**
   * @returns what the platform answered; it is kept with the write
   * @throws ConnectorError, whose kind decides what becomes of the write; `rejected` ends it
   * @throws OutcomeUnknown when only a person can find out what became of an earlier attempt
   */
  send(needs: Needs, attempt: Attempt): Promise<unknown>
}

/** As the other, for what is sent although the account is disconnected, or gone. */
export interface DetachedExecutor extends Ending {
  whileDisconnected: true
  send(needs: Needs, attempt: Omit<Attempt, 'account'>): Promise<unknown>
}

export type Executor = ConnectedExecutor | DetachedExecutor
