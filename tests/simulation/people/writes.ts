import { answerWrite, retryWrite } from '@crossdock/flows'
import { everyMerchant } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { World } from '../world.ts'
import { who, type Act } from './acting.ts'

export const retry: Act = async (world, needs) => {
  const refused = await world.look<{ id: string }>(sql`select id from platform_write where state = 'rejected' and kind <> 'revocation' order by idempotency_key limit 5`)
  if (refused.length > 0) await retryWrite(needs, { scope: everyMerchant, actor: who.actor, writeId: world.random.pick(refused).id })
}

/** Where a platform has forgotten a key, or nobody survives the sending, a person looks at the store and says what became of the write. */
export const answerQuestions: Act = async (world, needs) => {
  const asked = await world.look<Asked>(sql`
    select id, idempotency_key as key, ec_account_id as "accountId", request ->> 'platformOrderId' as "order", request ->> 'trackingNumber' as "trackingNumber" from platform_write where asked_at is not null order by idempotency_key`)
  for (const write of asked) await answerWrite(needs, { ...who, writeId: write.id, answer: hasArrived(world, write) ? 'arrived' : 'not_arrived' })
}

interface Asked { id: string; key: string; accountId: string; order: string | null; trackingNumber: string | null }

function hasArrived(world: World, { key, accountId, order, trackingNumber }: Asked): boolean {
  const { shopId } = world.accounts.find((each) => each.id === accountId)!
  return world.platform.journal.entries.some(({ shopId: at, what, facts }) => at === shopId && (what === 'shipment.added'
    ? facts['ours'] === true && facts['order'] === order && facts['trackingNumber'] === trackingNumber
    : facts['key'] === key || String(facts['key']).startsWith(`${key}.`)))
}
