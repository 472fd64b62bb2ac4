import { ConnectorError } from '@crossdock/connector-kit'
import { everyMerchant, Refusal, type Actor, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { World } from '../world.ts'

export const actor: Actor = { kind: 'user', name: 'Operator' }
export const who = { scope: everyMerchant, actor }

/** One thing that a person does, through a process that may die under them. */
export type Act = (world: World, needs: Needs) => Promise<void>

export const pause = (world: World, ms: number) => new Promise<void>((resolve) => void world.agenda.at(world.agenda.now() + ms, resolve))

/** @returns whether it was done, as far as whoever asked was told */
export async function attempt(world: World, act: Act): Promise<boolean> {
  const api = world.anyApi()
  if (!api) return false
  world.counts.actions++
  try {
    await act(world, api.needs)
    return true
  } catch (err) {
    if (err instanceof Refusal || err instanceof ConnectorError) return false
    if ((err as { code?: string }).code === '57P01') return false
    api.needs.log.error({ err }, 'An action failed')
    return false
  }
}

export interface OrderRow { id: string; merchantId: string; number: string; status: string; holds: string[]; lines: { lineId: string; sku: string; left: number }[] }

export const someOrders = (world: World, condition: ReturnType<typeof sql>) =>
  world.look<OrderRow>(sql`
    select o.id, o.merchant_id as "merchantId", o.order_number as number, o.status, o.holds,
           (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'sku', l.sku, 'left', l.quantity - l.shipped) order by l.position) from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id) as lines
      from orders o where ${condition} order by o.placed_at, o.order_number limit 20`)

let serial = 0
/** A number that nobody had before, in this seed. */
export const nextNumber = () => ++serial
export const beginPeople = () => { serial = 0 }

/** What an answer like this one said is done, for each that was not refused. */
export const done = <Item extends { refusal: Refusal | null }>(outcomes: readonly Item[]) => outcomes.filter((each) => each.refusal === null)
