import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from '../support/api-client.ts'
import { authorizeAccount } from '../support/connected-account.ts'
import type { PatientClient } from './patience.ts'
import type { SaleAccount } from './store.ts'

/** A store that is struck itself may refuse a person too, who tries again. */
const tries = 60

/**
 * What an operator does who is told that a store is disconnected: a pair of tokens is lost for good where a store gives it and
 * does not get its answer out within the time in which it may be asked for again.
 * @returns the accounts that had to be authorised again
 */
export async function reconnect(api: PatientClient, signedIn: ApiClient, accounts: readonly SaleAccount[]): Promise<number> {
  let reconnected = 0
  for (const { accountId, shop } of accounts) {
    const { connection } = await api.get<{ connection: { status: string } }>(`/ec-accounts/${accountId}`)
    if (connection.status !== 'disconnected') continue
    for (let attempt = 1; ; attempt++) {
      try {
        await authorizeAccount(signedIn, accountId, shop.keeper)
        break
      } catch (err) {
        if (attempt === tries) throw err
        await delay(1_000)
      }
    }
    reconnected += 1
  }
  return reconnected
}
