import type { MatchRows } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'

export function matchRows(_tx: Tx): MatchRows {
  return {}
}
