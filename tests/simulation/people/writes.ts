import { answerWrite, retryWrite } from '@crossdock/flows'
import { everyMerchant } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { who, type Act } from './acting.ts'

export const retry: Act = async (world, needs) => {
  const refused = await world.look<{ id: string }>(sql`select id from platform_write where state = 'rejected' and kind <> 'revocation' order by idempotency_key limit 5`)
  if (refused.length > 0) await retryWrite(needs, { scope: everyMerchant, actor: who.actor, writeId: world.random.pick(refused).id })
}

/** Where a platform has forgotten a key, a person looks at the store and says what became of the write. */
export const answerQuestions: Act = async (world, needs) => {
  const asked = await world.look<{ id: string; key: string; accountId: string }>(sql`select id, idempotency_key as key, ec_account_id as "accountId" from platform_write where asked_at is not null order by idempotency_key`)
  for (const { id, key, accountId } of asked) {
    const { shopId } = world.accounts.find((each) => each.id === accountId)!
    const arrived = world.platform.journal.entries.some((entry) => entry.shopId === shopId && (entry.facts['key'] === key || String(entry.facts['key']).startsWith(`${key}.`)))
    await answerWrite(needs, { ...who, writeId: id, answer: arrived ? 'arrived' : 'not_arrived' })
  }
}
