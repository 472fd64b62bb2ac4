import { createHmac } from 'node:crypto'
import { systemMerchantId } from '@crossdock/domain'
import { MailFailure, OutboundFailure, type Reader, type Telling } from '@crossdock/flows/ports'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** Who is told of alerts: one admin, one operator, and one person of each merchant. */
export const readersOf = (world: World): Reader[] => [
  { userId: '00000000-0000-4000-8000-000000000001', merchantId: null, role: 'admin', name: 'Admin', email: 'admin@warehouse.test' },
  { userId: '00000000-0000-4000-8000-000000000002', merchantId: null, role: 'operator', name: 'Operator', email: 'operator@warehouse.test' },
  ...world.merchants.map(({ id }, index): Reader => ({ userId: `00000000-0000-4000-8000-00000000001${index}`, merchantId: id, role: 'merchant', name: `Merchant ${index + 1}`, email: `merchant-${index + 1}@merchant.test` })),
]
export const everyonesMerchant = systemMerchantId

/** A mail server and receivers of webhooks, as one process reaches them: they may answer anything, or nothing. What they have, the journal says. */
export function tellingOf(world: World, process: Process): Telling {
  const { agenda, random, platform: { journal, weather } } = world
  /** There, whatever becomes of who sent it, and back. */
  const travel = <Answer>(arrive: () => Answer) =>
    new Promise<Answer>((resolve, reject) => {
      const back = random.between(10, 200)
      void agenda.at(agenda.now() + random.between(10, 200), () => {
        try {
          const answer = arrive()
          process.at(agenda.now() + back, () => resolve(answer))
        } catch (err) {
          process.at(agenda.now() + back, () => reject(err as Error))
        }
      })
    })
  return {
    timeZone: 'Asia/Taipei',
    readers: async () => readersOf(world),
    mailer: {
      async send(_, mail) {
        if (!process.alive) return new Promise(() => {})
        const fate = weather.strikes(0.2) ? random.pick(['refused', 'busy', 'silent', 'silent_and_taken'] as const) : 'taken'
        return travel(() => {
          if (fate === 'taken' || fate === 'silent_and_taken') journal.write('mail', 'mail.received', { id: mail.messageId, to: mail.to, process: process.name })
          if (fate === 'taken') return { answer: '250 OK' }
          if (fate === 'refused') throw new MailFailure('recipient', '550 No such mailbox.', { permanent: true })
          if (fate === 'busy') throw new MailFailure('connect', '421 Try again later.')
          throw new MailFailure('unknown', 'The server had the mail and said nothing.', { maybeSent: true })
        })
      },
    },
    outbound: {
      refuse: () => null,
      async post(url, headers, body) {
        if (!process.alive) return new Promise(() => {})
        const fate = weather.strikes(0.2) ? random.pick(['failed', 'failed_and_kept', 'silent', 'silent_and_kept', 'gone'] as const) : 'kept'
        return travel(() => {
          if (fate.endsWith('kept')) journal.write('notices', 'notice.received', { url, id: headers['webhook-id'], body, signed: isSigned(headers, body, world.receivers.get(url) ?? null) })
          if (fate.startsWith('silent')) throw new OutboundFailure('Nothing was answered within 15 seconds.')
          return { status: fate === 'kept' ? 204 : fate === 'gone' && random.chance(0.2) ? 410 : 500, body: '', durationMs: 20 }
        })
      },
    },
  }
}

/** @param secrets null: nobody knows them, for the answer with them was lost */
function isSigned(headers: Record<string, string>, body: string, secrets: readonly string[] | null): boolean {
  if (secrets === null) return true
  const by = secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`)
  return (headers['webhook-signature'] ?? '').split(' ').some((signature) => by.includes(signature))
}
