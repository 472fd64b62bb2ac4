import type { StoreSession } from '@crossdock/connector-kit'
import { openStore } from '../connecting/access.ts'
import type { Needs } from '../ports/index.ts'
import type { Attempt } from './executor.ts'

/** A wait that the platform asks for and that is longer is left to the write's own next attempt. */
const patienceMs = 10_000

/** The store of an attempt. */
export function openAttempt(needs: Needs, { account, signal, write }: Pick<Attempt, 'account' | 'signal'> & { write: Pick<Attempt['write'], 'id'> }): StoreSession {
  return openStore(needs, account, { signal, patienceMs, writeId: write.id })
}
