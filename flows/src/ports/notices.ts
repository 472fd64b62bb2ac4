/** Where a receiver of outgoing webhooks is. Its merchant is the nil UUID when it hears of every merchant. */
export interface NoticeEndpoint {
  merchantId: string
  id: string
  url: string
  description: string | null
  /** Kinds of alerts; all when empty. */
  kinds: string[]
  enabled: boolean
  disabledReason: 'person' | 'failing' | 'gone' | null
  failingSince: Date | null
  secret: { sealed: Uint8Array; keyId: string }
  /** Signs too until then. */
  oldSecret: { sealed: Uint8Array; keyId: string; until: Date } | null
  createdBy: string
  createdAt: Date
  /** Counts what people change of it. */
  version: number
}

export interface NewNotice {
  merchantId: string
  id: string
  endpointId: string
  messageId: string
  type: string
  payload: string
  at: Date
}

export interface KeptNotice extends NewNotice {
  attempts: number
  /** Since it was queued last. */
  tries: number
}

export interface NoticeAttempt {
  at: Date
  status: number | null
  durationMs: number
  error: string | null
  answer: string | null
}

export type NoticeOutcome = { state: 'delivered' } | { state: 'failed' } | { state: 'waiting'; nextAttemptAt: Date }

export interface NoticeRows {
  endpoints(): Promise<NoticeEndpoint[]>
  get(merchantId: string, id: string): Promise<NoticeEndpoint | null>
  /** Within the scope; locked until the transaction ends. */
  find(id: string): Promise<NoticeEndpoint | null>
  insert(endpoint: Pick<NoticeEndpoint, 'merchantId' | 'id' | 'url' | 'description' | 'kinds' | 'enabled' | 'secret' | 'createdBy' | 'createdAt'>): Promise<void>
  change(ref: Pick<NoticeEndpoint, 'merchantId' | 'id'>, changes: Partial<Pick<NoticeEndpoint, 'url' | 'description' | 'kinds' | 'failingSince' | 'secret' | 'oldSecret'>>): Promise<void>
  disable(ref: Pick<NoticeEndpoint, 'merchantId' | 'id'>, reason: 'person' | 'failing' | 'gone', at: Date): Promise<void>
  /** What was kept meanwhile is due now. */
  enable(ref: Pick<NoticeEndpoint, 'merchantId' | 'id'>, at: Date): Promise<void>
  remove(ref: Pick<NoticeEndpoint, 'merchantId' | 'id'>): Promise<void>

  /** Kept with a job to send each, unless `quietly`. */
  add(notices: readonly NewNotice[], options?: { quietly?: boolean }): Promise<void>
  /** Takes a notice of an enabled endpoint that is due, for one attempt. */
  take(merchantId: string, id: string, lease: { holder: string; until: Date; now: Date }, options?: { evenDisabled?: boolean }): Promise<KeptNotice | null>
  /** What came of the attempt. @returns false when it is not ours any more */
  settle(notice: Pick<KeptNotice, 'merchantId' | 'id' | 'attempts'>, attempt: NoticeAttempt, outcome: NoticeOutcome): Promise<boolean>
  /** Notices that are due, of enabled endpoints, held by nobody. */
  due(now: Date, limit: number): Promise<{ merchantId: string; id: string }[]>
  /** Settled notices, due again: one, or all that failed and were made since. @returns how many */
  replay(endpoint: Pick<NoticeEndpoint, 'merchantId' | 'id'>, which: { noticeId: string } | { failedSince: Date }, at: Date): Promise<number>
  /** Attempts that nobody holds any more, whose endpoint is disabled by now: they wait for it like the others; a test has failed. */
  leaveLost(testType: string, now: Date): Promise<void>
  /** What waited too long for its endpoint, and what is old. */
  expire(before: { waiting: Date; settled: Date }, at: Date): Promise<void>
}

/** The one way out to addresses that people typed. */
export interface Outbound {
  /** Whether this address may be called at all, as far as can be said without asking for its name. @returns why not, or null */
  refuse(url: string): string | null
  /** @throws OutboundFailure when no answer came, or the address is not one that we call */
  post(url: string, headers: Record<string, string>, body: string): Promise<{ status: number; body: string; durationMs: number }>
}

/** Nothing was answered; the message is one sentence for people. */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure'
}
