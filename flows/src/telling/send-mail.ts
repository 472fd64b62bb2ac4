import { everyMerchant, MailFailure, type KeptMail, type MailOutcome, type MailServer, type MailSetting, type Needs } from '../ports/index.ts'
import { mailPasswordPlace } from './mail-settings.ts'
import { tellingOf } from './telling.ts'

/** Longer than the mailer waits. */
const leaseMs = 120_000
const minute = 60_000
/** After how long a mail that was not taken is tried again; after the last, it has failed. */
const schedule = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * minute)

/**
 * Makes one attempt at a mail. SMTP has no idempotency: a server that has taken a mail and dies before it says so cannot be
 * asked. So an attempt of which nobody knows the end is not repeated by itself: a person may, from the list of mails.
 */
export async function sendMail(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  const now = needs.now()
  const taken = await needs.store.transact(everyMerchant, async (tx) => {
    const mail = await tx.mails.take(job.merchantId, job.id, { holder: needs.worker, until: new Date(now.getTime() + leaseMs), now })
    return mail && { mail, setting: await tx.mails.setting() }
  })
  if (!taken) return
  const outcome = await attempt(needs, taken.mail, taken.setting)
  needs.failpoint?.('mail.answered')
  await needs.store.transact(everyMerchant, (tx) => tx.mails.settle(taken.mail, outcome))
}

async function attempt(needs: Needs, mail: KeptMail, setting: MailSetting | null): Promise<MailOutcome> {
  if (!setting?.enabled) return { state: 'failed', answer: 'E-mail is switched off.', at: needs.now() }
  try {
    const host = URL.parse(needs.publicUrl)?.hostname ?? 'crossdock'
    const { answer } = await tellingOf(needs).mailer.send(openServer(needs, setting), { messageId: `<${mail.id}@${host}>`, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html })
    return { state: 'sent', answer, at: needs.now() }
  } catch (err) {
    const at = needs.now()
    const answer = err instanceof Error ? err.message : String(err)
    if (!(err instanceof MailFailure)) needs.log.error({ err, mailId: mail.id }, 'Could not send a mail')
    if (err instanceof MailFailure && err.maybeSent) return { state: 'unknown', answer, at }
    const wait = schedule[mail.attempts - 1]
    if (wait === undefined || (err instanceof MailFailure && err.permanent)) return { state: 'failed', answer, at }
    return { state: 'waiting', nextAttemptAt: new Date(at.getTime() + wait), answer, at }
  }
}

function openServer(needs: Needs, setting: MailSetting): MailServer {
  const { host, port, security, username, sealedPassword, fromAddress } = setting
  return { host, port, security, username, password: sealedPassword && needs.vault.open(sealedPassword.sealed, sealedPassword.keyId, mailPasswordPlace), from: fromAddress }
}
