import { sql } from 'kysely'
import type { SimAccount, World } from '../world.ts'
import { differ, shopOf, type Says } from './saying.ts'

/** I04, I11, I16 */
export async function checkShipments(world: World, account: SimAccount, says: Says): Promise<void> {
  const shop = shopOf(world, account)
  const parcels = await world.look<{ order: string; trackingNumber: string; carrier: string; state: string; error: string | null; confirmed: boolean; lines: { lineId: string; quantity: number }[] }>(sql`
    select o.platform_order_id as order, p.tracking_number as "trackingNumber", p.carrier, w.state, w.error, p.confirmed_at is not null as confirmed,
           (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity) order by l.line_id) from parcel_line l where l.merchant_id = p.merchant_id and l.parcel_id = p.id) as lines
      from parcel p join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id
      left join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
     where p.ec_account_id = ${account.id}`)
  const name = (order: string, number: string) => `${order} ${number}`
  const shown = shop.shipments.filter((each) => each.ours)
  const times = Map.groupBy(shown, (each) => name(each.platformOrderId, each.trackingNumber))
  for (const [key, several] of times) if (several.length > 1) says(`I04 the store was told ${several.length} times of parcel ${key}`)
  for (const parcel of parcels) {
    const key = name(parcel.order, parcel.trackingNumber)
    const seen = times.get(key)?.[0]
    if (parcel.state === 'accepted' && !seen) says(`I04 parcel ${key} counts as accepted and is not at the store`)
    if (parcel.state === 'rejected' && seen) says(`I04 parcel ${key} counts as refused and is at the store`)
    if (parcel.state === 'rejected' && !parcel.error) says(`I16 parcel ${key} was refused without a word`)
    if (parcel.confirmed && !seen) says(`I04 parcel ${key} counts as confirmed and is not at the store`)
    if (parcel.state === 'accepted' && !parcel.confirmed) says(`I15 parcel ${key} was accepted and never read back`)
    if (!seen) continue
    const packed = (lines: readonly { lineId: string; quantity: number }[]) => JSON.stringify([...lines].map(({ lineId, quantity }) => [lineId, quantity]).sort())
    if (packed(seen.lines) !== packed(parcel.lines ?? [])) says(`I04 parcel ${key} holds ${packed(parcel.lines ?? [])} and the store was told ${packed(seen.lines)}`)
    if (seen.carrier !== parcel.carrier) says(`I04 parcel ${key} goes by ${parcel.carrier} and the store was told ${seen.carrier}`)
  }
  for (const key of differ(times.keys(), parcels.map((each) => name(each.order, each.trackingNumber)))) says(`I04 the store was told of parcel ${key}, which nobody made`)
}
