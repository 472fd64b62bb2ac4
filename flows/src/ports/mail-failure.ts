/** At which step sending a mail ended. */
export const mailStages = ['resolve', 'connect', 'tls', 'sign_in', 'sender', 'recipient', 'content', 'unknown'] as const
export type MailStage = (typeof mailStages)[number]

/** A mail was not sent, or nobody knows whether it was. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure'
  readonly stage: MailStage
  /** Trying again would end the same way. */
  readonly permanent: boolean
  /** The server had the whole mail when it fell silent. */
  readonly maybeSent: boolean

  constructor(stage: MailStage, message: string, { permanent = false, maybeSent = false }: { permanent?: boolean; maybeSent?: boolean } = {}) {
    super(message)
    this.stage = stage
    this.permanent = permanent
    this.maybeSent = maybeSent
  }
}
