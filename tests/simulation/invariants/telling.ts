import { sql } from 'kysely'
import { everyonesMerchant } from '../listeners.ts'
import type { World } from '../world.ts'
import type { Says } from './saying.ts'

/** I16: what is the matter is told, to everybody who is to hear of it, as often as it opened and closed. I20: nothing is told that nobody can tell from a second thing. */
export async function checkTelling(world: World, says: Says): Promise<void> {
  await checkNotices(world, says)
  await checkMails(world, says)
}

async function checkNotices(world: World, says: Says): Promise<void> {
  const rows = await world.look<{ kind: string; url: string; alert: string; opened: number; closed: number; told: number; ended: number; isOpen: boolean }>(sql`
    select a.kind, e.url, a.id as alert, 1 + a.reopened as opened, (case when a.closed_at is null then 0 else 1 end) + a.reopened as closed, a.closed_at is null as "isOpen",
           count(n.id) filter (where n.type = 'alert.opened')::integer as told, count(n.id) filter (where n.type = 'alert.closed')::integer as ended
      from alert a join notice_endpoint e on e.created_at < a.opened_at and cardinality(e.kinds) = 0
       and ((e.merchant_id = ${everyonesMerchant} and a.audience && '{admin,operator}') or (e.merchant_id = a.merchant_id and 'merchant' = any(a.audience)))
      left join notice n on n.merchant_id = e.merchant_id and n.endpoint_id = e.id and n.payload::jsonb -> 'data' ->> 'id' = a.id::text
     group by a.merchant_id, a.id, e.merchant_id, e.id`)
  for (const { kind, url, opened, closed, told, ended } of rows) {
    if (told !== opened) says(`I16 ${kind} opened ${opened} times, and ${url} is told ${told} times`)
    if (ended !== closed) says(`I16 ${kind} closed ${closed} times, and ${url} is told ${ended} times`)
  }
  const received = Map.groupBy(world.platform.journal.of('notices', 'notice.received'), ({ facts }) => `${String(facts['url'])} ${String(facts['id'])}`)
  for (const [name, copies] of received) {
    if (copies.some(({ facts }) => facts['signed'] !== true)) says(`I16 a notice came without a signature that its receiver knows: ${name}`)
    if (new Set(copies.map(({ facts }) => facts['body'])).size > 1) says(`I20 two different notices came under one id: ${name}`)
  }
  const notices = await world.look<{ name: string; state: string; attempts: number }>(sql`
    select e.url || ' ' || n.message_id as name, n.state, n.attempts from notice n join notice_endpoint e on e.merchant_id = n.merchant_id and e.id = n.endpoint_id`)
  for (const { name, state, attempts } of notices) {
    const copies = received.get(name)?.length ?? 0
    if (state === 'delivered' && copies === 0) says(`I14 the notice ${name} counts as delivered, and never came`)
    if (copies > attempts) says(`I20 the notice ${name} came ${copies} times in ${attempts} attempts`)
  }
}

async function checkMails(world: World, says: Says): Promise<void> {
  const received = Map.groupBy(world.platform.journal.of('mail', 'mail.received'), ({ facts }) => String(facts['id']))
  for (const [id, copies] of received) if (copies.length > 1) says(`I20 the mail ${id} came ${copies.length} times`)
  const mails = await world.look<{ id: string; state: string; answer: string | null }>(sql`select id, state, answer from mail`)
  for (const { id, state, answer } of mails) {
    const came = received.has(`<${id}@crossdock.test>`)
    if (state === 'sent' && !came) says(`I14 the mail ${id} counts as sent, and never came`)
    if (state === 'failed' && came) says(`I14 the mail ${id} counts as not sent, and came`)
    if ((state === 'failed' || state === 'unknown') && !answer) says(`I16 the mail ${id} is ${state} without a word`)
  }
}
