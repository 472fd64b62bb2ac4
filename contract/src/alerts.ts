import { alertKinds, alertOwners, alertUrgencies } from '@crossdock/domain'
import { z } from 'zod'
import { endpoint, flag, id, instant, named, page, pageQuery, reference, versionRead } from './base.ts'

const tag = 'Alerts'
const inBoth = z.object({ en: z.string(), zh: z.string() })

const alert = z.object({
  id, kind: z.enum(alertKinds), owner: z.enum(alertOwners), urgency: z.enum(alertUrgencies), merchant: named.nullable().describe('null: of the system as a whole'),
  state: z.enum(['open', 'closed']), seen: z.boolean().describe('by the caller'),
  sentence: inBoth.describe('what is the matter'), todo: inBoth.describe('what to do'), detail: z.string().nullable().describe('in the words of whoever refused or failed'),
  link: z.object({ path: z.string(), search: z.record(z.string(), z.string()) }).describe('the screen on which it is seen to'),
  since: instant.describe('the one clock: since when the cause holds'), count: z.int().describe('of what the sentence counts'),
  openedAt: instant, updatedAt: instant, closedAt: instant.nullable(), reopened: z.int().describe('how often the cause came back soon after it had gone'),
})

export const alerts = {
  list: endpoint({ method: 'GET', path: '/alerts', summary: 'What is the matter, newest first', tag })
    .input(
      z.object({
        state: z.enum(['open', 'closed', 'all']).default('open'), kind: z.enum(alertKinds).optional(), owner: z.enum(alertOwners).optional(), urgency: z.enum(alertUrgencies).optional(),
        merchantId: id.optional(), unseen: flag.optional(), ...pageQuery,
      }),
    )
    .output(page(alert)),
  counts: endpoint({ method: 'GET', path: '/alerts/counts', summary: 'How many alerts are open, how many of them the caller has not seen', tag })
    .input(z.object({ merchantId: id.optional() }))
    .output(z.object({ open: z.int(), unseen: z.int(), urgent: z.int() })),
  get: endpoint({ method: 'GET', path: '/alerts/{id}', summary: 'One alert', tag }, 'not_found').input(z.object({ id })).output(alert),
  see: endpoint({ method: 'POST', path: '/alerts/see', summary: 'Mark alerts as seen by the caller', tag }, 'not_found')
    .input(z.object({ ids: z.array(id).max(200).optional().describe('all open ones when left out') }))
    .output(z.object({ seen: z.int().describe('how many of those that were named are seen now'), unseen: z.int().describe('how many open ones are not') })),
}

const mailChoice = { mode: z.enum(['at_once', 'digest', 'none']), digestHour: z.int().min(0).max(23).describe('of the warehouse’s day'), language: z.enum(['en', 'zh']) }

export const alertPreferences = {
  get: endpoint({ method: 'GET', path: '/alert-preferences', summary: 'How the caller hears of alerts by e-mail', tag })
    .output(z.object({ ...mailChoice, email: z.string(), mailOn: z.boolean(), chosen: z.boolean().describe('false: the role’s default') })),
  save: endpoint({ method: 'PUT', path: '/alert-preferences', summary: 'Choose how to hear of alerts by e-mail', tag }).input(z.object(mailChoice)).output(z.object(mailChoice)),
}

const mailTag = 'E-mail'
const securities = z.enum(['tls', 'starttls', 'none'])
/** A name or an address, without anything that could end a line of the protocol. */
const host = reference(253).regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^\[?[0-9A-Fa-f:.]+\]?$/)
const server = {
  host, port: z.int().min(1).max(65_535), security: securities.describe('`tls` from the first byte; `starttls` before anything is said; `none` in clear text'),
  username: reference(200).nullish(), password: reference(500).nullish().describe('the one that is kept when left out, as long as host and user name are the same'),
  fromAddress: z.email().max(200),
}

export const mailSettings = {
  get: endpoint({ method: 'GET', path: '/mail-settings', summary: 'The mail server, without its password', tag: mailTag }).output(
    z.object({
      settings: z
        .object({ enabled: z.boolean(), host: z.string(), port: z.int(), security: securities, username: z.string().nullable(), hasPassword: z.boolean(), fromAddress: z.string(), language: z.enum(['en', 'zh']), savedAt: instant, version: z.int() })
        .nullable(),
    }),
  ),
  save: endpoint({ method: 'PUT', path: '/mail-settings', summary: 'Set the mail server', tag: mailTag }, 'version_conflict')
    .input(z.object({ version: versionRead, enabled: z.boolean(), ...server, language: z.enum(['en', 'zh']).describe('of mails to readers who have not chosen') }))
    .output(z.object({ savedAt: instant, version: z.int() })),
  test: endpoint({ method: 'POST', path: '/mail-settings/test', summary: 'Send one test mail now, and say at which step it failed', tag: mailTag })
    .input(z.object({ ...server, to: z.email().max(200) }))
    .output(z.object({ sent: z.boolean(), stage: z.enum(['resolve', 'connect', 'tls', 'sign_in', 'sender', 'recipient', 'content', 'unknown']).nullable(), answer: z.string().describe('the mail server’s words'), durationMs: z.int() })),
}

export const mails = {
  list: endpoint({ method: 'GET', path: '/mails', summary: 'E-mails of the last 30 days, newest first', tag: mailTag })
    .input(z.object({ state: z.enum(['waiting', 'sending', 'sent', 'unknown', 'failed']).optional(), ...pageQuery }))
    .output(
      page(
        z.object({
          id, to: z.string(), kind: z.enum(['at_once', 'digest']), subject: z.string(), state: z.enum(['waiting', 'sending', 'sent', 'unknown', 'failed']), attempts: z.int(), createdAt: instant,
          nextAttemptAt: instant.nullable(), settledAt: instant.nullable(), answer: z.string().nullable(),
        }),
      ),
    ),
  resend: endpoint({ method: 'POST', path: '/mails/{id}/resend', summary: 'Send a mail again that failed, or of which nobody knows whether it arrived', tag: mailTag }, 'not_found', 'mail_not_resendable')
    .input(z.object({ id }))
    .output(z.object({ id })),
}
