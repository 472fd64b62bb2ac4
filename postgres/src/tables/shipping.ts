import type { ShipRows } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'

export function shipRows(_tx: Tx): ShipRows {
  return {}
}
