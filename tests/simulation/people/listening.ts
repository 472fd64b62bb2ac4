import { changeEndpoint, createEndpoint, replayFailed, rotateSecret } from '@crossdock/flows'
import { sql } from 'kysely'
import { nextNumber, who, type Act } from './acting.ts'

/** Asks to be told by webhook, or changes how: off, on again, with a new secret. */
export const listen: Act = async (world, needs) => {
  const { random, receivers } = world
  const endpoints = await world.look<{ id: string; url: string; enabled: boolean }>(sql`select id, url, enabled from notice_endpoint order by id`)
  if (endpoints.length < 2) {
    const url = `https://receiver-${nextNumber()}.test/hooks`
    const merchantId = random.chance(0.5) ? null : random.pick(world.merchants).id
    const { secret } = await createEndpoint(needs, { ...who, merchantId, url, description: null, kinds: [] })
    receivers.set(url, [secret])
    return
  }
  const { id, url, enabled } = random.pick(endpoints)
  if (!enabled || random.chance(0.4)) return await changeEndpoint(needs, { ...who, id, change: { enabled: !enabled } })
  // Until the answer is there, nobody knows by which secret a message may be signed.
  const known = receivers.get(url)
  receivers.delete(url)
  const { secret } = await rotateSecret(needs, { ...who, id })
  if (known) receivers.set(url, [...known, secret])
}

export const replay: Act = async (world, needs) => {
  const failed = await world.look<{ id: string }>(sql`select distinct endpoint_id as id from notice where state = 'failed' order by 1`)
  if (failed.length > 0) await replayFailed(needs, { ...who, id: world.random.pick(failed).id, since: new Date(world.agenda.now() - 86_400_000) })
}
