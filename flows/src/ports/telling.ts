import type { Role } from '@crossdock/domain'
import type { SentMail } from './mails.ts'
import type { Outbound } from './notices.ts'

/** Somebody who may sign in, and can be written to. */
export interface Reader {
  userId: string
  /** null: of the warehouse. */
  merchantId: string | null
  role: Role
  name: string
  email: string
}

/** How people and programs outside are told of things. */
export interface Telling {
  /** Everybody who is active: users stand in a room of their own, to which no transaction of ours has a key. */
  readers(): Promise<Reader[]>
  mailer: Mailer
  outbound: Outbound
  /** The warehouse's: whose day a digest is of. */
  timeZone: string
}

/** How a mail server is reached. */
export interface MailServer {
  host: string
  port: number
  /** `tls` from the first byte; `starttls` required before anything is said; `none` in clear text. */
  security: 'tls' | 'starttls' | 'none'
  username: string | null
  password: string | null
  from: string
}

export interface Mailer {
  /** @throws MailFailure */
  send(server: MailServer, mail: SentMail): Promise<{ answer: string }>
}
