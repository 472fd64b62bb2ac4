import type { Role } from '@crossdock/domain'

export const mailModes = ['at_once', 'digest', 'none'] as const
export type MailMode = (typeof mailModes)[number]
export type MailLanguage = 'en' | 'zh'

/** How somebody wants to hear of alerts. */
export interface MailChoice {
  mode: MailMode
  /** The hour of the warehouse's day at which the digest goes out. */
  digestHour: number
  language: MailLanguage
}

/** Operators watch the screens all day, and read in the morning what the night has brought. */
export function defaultMailChoice(role: Role, language: MailLanguage): MailChoice {
  return { mode: role === 'operator' ? 'digest' : 'at_once', digestHour: 8, language }
}

export interface MailSetting {
  enabled: boolean
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  username: string | null
  sealedPassword: { sealed: Uint8Array; keyId: string } | null
  fromAddress: string
  language: MailLanguage
  savedAt: Date
  /** Counts its savings. */
  version: number
}

/** What is put on the wire. */
export interface SentMail {
  /** The same for every attempt, so that a reader's program can tell a second copy. */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
}

export interface NewMail {
  merchantId: string
  id: string
  userId: string
  to: string
  kind: 'at_once' | 'digest'
  digestDay: string | null
  subject: string
  text: string
  html: string
  /** false: a digest with nothing in it, kept so that the day has had its digest. */
  wanted: boolean
  at: Date
}

export interface KeptMail {
  merchantId: string
  id: string
  to: string
  subject: string
  text: string
  html: string
  attempts: number
  createdAt: Date
}

/** `unknown`: the server had the whole mail and did not say whether it took it. */
export type MailOutcome =
  | { state: 'sent' | 'failed' | 'unknown'; answer: string; at: Date }
  | { state: 'waiting'; nextAttemptAt: Date; answer: string; at: Date }

export interface MailRows {
  setting(): Promise<MailSetting | null>
  /** Locks the setting, for whoever saves it. @returns its version; 0 while there is none */
  lockSetting(): Promise<number>
  saveSetting(setting: MailSetting): Promise<void>
  choices(): Promise<Map<string, MailChoice>>
  saveChoice(merchantId: string, userId: string, choice: MailChoice): Promise<void>
  /** Those of these days' digests that are made already, as `userId day`. */
  digestsMade(days: readonly string[]): Promise<Set<string>>
  /** Kept with a job to send each; a second digest of a day is not kept. */
  add(mails: readonly NewMail[]): Promise<void>
  /** Takes a mail that is due for one attempt. */
  take(merchantId: string, id: string, lease: { holder: string; until: Date; now: Date }): Promise<KeptMail | null>
  settle(mail: Pick<KeptMail, 'merchantId' | 'id' | 'attempts'>, outcome: MailOutcome): Promise<void>
  /** Attempts that nobody holds any more: what became of them is not known. They are not sent again by themselves. @returns how many */
  giveUpLost(now: Date): Promise<number>
  /** Mails that are due and held by nobody. */
  due(now: Date, limit: number): Promise<{ merchantId: string; id: string }[]>
  /** failed or unknown → waiting, by a person. @returns false when it is neither, null when there is none */
  reopen(id: string, at: Date): Promise<boolean | null>
  prune(before: Date): Promise<number>
}
