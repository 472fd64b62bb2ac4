import type { FetchRows, JobQueue } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'

export function fetchRows(_tx: Tx, _jobs: JobQueue): FetchRows {
  return {}
}
