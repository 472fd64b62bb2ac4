import { ConnectorError } from '@crossdock/connector-kit'
import { merchantScope, type Credential, type EcAccount, type Needs, type Store } from '../ports/index.ts'
import { raiseUnreadable } from './system-trouble.ts'
import { openPair, type TokenPair } from './token-pair.ts'

export type AccountOfStore = Pick<EcAccount, 'merchantId' | 'id' | 'platform'> & Partial<Pick<EcAccount, 'shop' | 'missingScopes'>>

/** A pair as it was read: what is done with it holds only while its generation does. */
export interface HeldPair extends TokenPair {
  generation: number
  grantId: string
  refreshedAt: Date
  accessExpiresAt: Date
}

export const notConnected = () =>
  new ConnectorError({ kind: 'auth', code: 'not_connected', message: 'The EC account is not connected. What waits keeps waiting; authorizing again resumes it.', outcome: 'not_sent' })

/** @throws ConnectorError `not_connected`, or `secret_unreadable` when the pair does not open */
export async function readPair(needs: Needs, account: AccountOfStore): Promise<HeldPair> {
  return toHeld(needs, account, await readCredential(needs, account))
}

/** Readings that wait for their turn at the database. */
const toBegin = new WeakMap<Store, Map<string, Promise<Credential | null>>>()

/** Whoever asks before a reading has begun shares what it finds: it is no older than the question. */
function readCredential({ store }: Needs, account: AccountOfStore): Promise<Credential | null> {
  const readings = toBegin.get(store) ?? new Map<string, Promise<Credential | null>>()
  toBegin.set(store, readings)
  const key = `${account.merchantId}/${account.id}`
  const shared = readings.get(key)
  if (shared) return shared
  let begun = false
  const begin = () => {
    begun = true
    if (readings.get(key) === reading) readings.delete(key)
  }
  const reading: Promise<Credential | null> = Promise.resolve().then(() => store.transact(merchantScope(account.merchantId), (tx) => {
    begin()
    return tx.credentials.get(account)
  }, { reading: true })).finally(() => { if (!begun) begin() })
  readings.set(key, reading)
  return reading
}

export async function toHeld(needs: Needs, account: AccountOfStore, credential: Credential | null): Promise<HeldPair> {
  if (!credential?.pair) throw notConnected()
  const { generation, grantId, refreshedAt, pair } = credential
  try {
    return { ...openPair(needs, account, pair), generation, grantId, refreshedAt, accessExpiresAt: pair.accessExpiresAt }
  } catch (err) {
    throw await raiseUnreadable(needs, account, err)
  }
}
