import { answerWrite, leaveWrite, retryWrite } from '@crossdock/flows'
import { everyMerchant } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { World } from '../world.ts'
import { nextNumber, who, type Act } from './acting.ts'

export const retry: Act = async (world, needs) => {
  const refused = await world.look<{ id: string }>(sql`select id from platform_write where state = 'rejected' and kind <> 'revocation' order by idempotency_key limit 5`)
  if (refused.length > 0) await retryWrite(needs, { scope: everyMerchant, actor: who.actor, writeId: world.random.pick(refused).id })
}

/** What nobody can mend, wholly or an item of it, is left as it is. Some of it is sent again later, all the same. */
export const leave: Act = async (world, needs) => {
  const refused = await world.look<{ id: string }>(sql`
    select w.id from platform_write w
     where w.left_at is null and w.kind <> 'revocation' and (w.state = 'rejected' or w.state = 'accepted' and exists (
       select from stock_push_line l where l.merchant_id = w.merchant_id and l.stock_push_id = w.subject_id and l.part = w.part and l.result in ('refused', 'invalid_quantity')))
     order by w.idempotency_key limit 5`)
  if (refused.length === 0) return
  const note = `left ${nextNumber()}`
  await leaveWrite(needs, { ...who, writeId: world.random.pick(refused).id, note })
  world.acknowledged.push({ what: 'left', note })
}

/** Where a platform has forgotten a key, or nobody survives the sending, a person looks at the store and says what became of the write; of several items, of each. */
export const answerQuestions: Act = async (world, needs) => {
  const asked = await world.look<Asked>(sql`
    select id, attempts, kind, idempotency_key as key, ec_account_id as "accountId", request ->> 'platformOrderId' as "order", request ->> 'trackingNumber' as "trackingNumber",
           (select jsonb_agg(item ->> 'sku') from jsonb_array_elements(request -> 'items') item) as skus
      from platform_write where asked_at is not null order by idempotency_key`)
  for (const write of asked) {
    const answers = (write.skus ?? []).map((sku) => ({ sku, answer: hasItem(world, write, sku) ? ('arrived' as const) : ('not_arrived' as const) }))
    const whole = answers[0]?.answer ?? (hasParcel(world, write) ? 'arrived' : 'not_arrived')
    await answerWrite(needs, { ...who, writeId: write.id, version: write.attempts, ...(answers.length > 1 ? { answer: 'by_item', answers } : { answer: whole }) })
  }
}

interface Asked { id: string; attempts: number; kind: string; key: string; accountId: string; order: string | null; trackingNumber: string | null; skus: string[] | null }

const journalOf = (world: World, { accountId }: Asked) => {
  const { shopId } = world.accounts.find((each) => each.id === accountId)!
  return world.platform.journal.entries.filter((entry) => entry.shopId === shopId)
}

/** The journal of shipments does not bear the key. */
const hasParcel = (world: World, write: Asked): boolean =>
  journalOf(world, write).some(({ what, facts }) => what === 'shipment.added' && facts['ours'] === true && facts['order'] === write.order && facts['trackingNumber'] === write.trackingNumber)

const hasItem = (world: World, write: Asked, sku: string): boolean =>
  journalOf(world, write).some(({ what, facts }) =>
    what === (write.kind === 'stock_increment' ? 'stock.increased' : 'stock.overwritten') && facts['sku'] === sku && (facts['key'] === write.key || String(facts['key']).startsWith(`${write.key}.`)))
