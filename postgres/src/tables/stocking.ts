import type { StockRows } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'

export function stockRows(_tx: Tx): StockRows {
  return {}
}
