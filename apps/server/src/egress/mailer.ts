import { shorten } from '@crossdock/domain'
import { MailFailure, type Mailer, type MailServer, type MailStage } from '@crossdock/flows/ports'
import nodemailer from 'nodemailer'

const limits = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/** What nodemailer's failures carry. */
interface SmtpError extends Error {
  code?: string
  command?: string
  response?: string
  responseCode?: number
}

/** Sends by SMTP, one connection a mail, and says at which step a failure lies. */
export function createMailer(): Mailer {
  return {
    async send(server, mail) {
      const course = watchCourse()
      const transport = nodemailer.createTransport({
        host: server.host, port: server.port, secure: server.security === 'tls', requireTLS: server.security === 'starttls', ignoreTLS: server.security === 'none',
        ...(server.username === null ? {} : { auth: { user: server.username, pass: server.password ?? '' } }),
        ...limits, logger: course.logger, disableFileAccess: true, disableUrlAccess: true,
      })
      try {
        const { response } = await transport.sendMail({
          messageId: mail.messageId, from: server.from, to: { name: '', address: mail.to }, subject: mail.subject, text: mail.text, html: mail.html,
          headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
        })
        return { answer: response }
      } catch (err) {
        throw failureOf(err as SmtpError, course.handedOver(), server)
      } finally {
        transport.close()
      }
    },
  }
}

/** Whether the whole mail has left us is told in nodemailer's log and nowhere else. */
function watchCourse() {
  let handedOver = false
  const listen = (entry: { tnx?: string; outByteCount?: number }) => {
    if (entry.tnx === 'message' && entry.outByteCount !== undefined) handedOver = true
  }
  const logger = { level: () => {}, trace: listen, debug: listen, info: listen, warn: listen, error: listen, fatal: listen }
  return { logger: logger as never, handedOver: () => handedOver }
}

function failureOf(err: SmtpError, handedOver: boolean, server: MailServer): MailFailure {
  const answered = err.responseCode !== undefined
  const stage = handedOver && !answered ? 'unknown' : stageOf(err)
  const said = err.response ? `${server.host}: ${err.response}` : `${server.host}:${server.port}: ${err.message}`
  const whole = shorten((server.password ? said.replaceAll(server.password, '•••') : said).replace(/[\p{Cc}]+/gu, ' '), 500)
  // A wrong password, a server that is down: settings can be mended, so that only a refused reader or mail is hopeless.
  const permanent = (err.responseCode ?? 0) >= 500 && (stage === 'recipient' || stage === 'content')
  return new MailFailure(stage, whole, { permanent, maybeSent: handedOver && !answered })
}

function stageOf({ code, command = '' }: SmtpError): MailStage {
  if (code === 'EDNS' || code === 'ENOTFOUND') return 'resolve'
  if (code === 'ETLS' || command === 'STARTTLS') return 'tls'
  if (code === 'EAUTH' || code === 'ENOAUTH' || command.startsWith('AUTH')) return 'sign_in'
  if (command === 'MAIL FROM') return 'sender'
  if (command === 'RCPT TO') return 'recipient'
  if (command === 'DATA' || code === 'EMESSAGE') return 'content'
  return command === 'CONN' || code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ETIMEDOUT' || code === 'EPROTOCOL' ? 'connect' : 'unknown'
}
