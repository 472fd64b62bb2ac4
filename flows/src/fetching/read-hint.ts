import { ConnectorError, type ReadOrder } from '@crossdock/connector-kit'
import { clearTrouble, noteFailure, openStore } from '../connecting/access.ts'
import { verifyConnection } from '../connecting/verify-connection.ts'
import { merchantScope, type EcAccount, type Needs } from '../ports/index.ts'
import { importPage } from './import-page.ts'

/** A longer wait is left to the sweep: it would keep a worker from the other stores. */
const patienceMs = 10_000
/** What ends every process that works on it is left to the fetch runs. */
const mostDeaths = 3

/**
 * Follows a webhook's hint: reads the order as it is now, and imports that; or, where it speaks of the authorization, asks
 * whether that still holds. The same hint again does nothing; what the store refuses for good is left to the fetch runs.
 * @throws ConnectorError when the store is to be asked again
 */
export async function readHint(needs: Needs, hint: { merchantId: string; ecAccountId: string; id: string }): Promise<void> {
  const scope = merchantScope(hint.merchantId)
  const found = await needs.store.transact(scope, async (tx) => {
    const open = await tx.fetching.openHint(hint.merchantId, hint.ecAccountId, hint.id)
    if (open && open.deaths >= mostDeaths) {
      needs.log.error({ ...hint, deaths: open.deaths }, 'A hint was put aside: it ends whoever works on it')
      await tx.fetching.closeHint(hint.merchantId, hint.ecAccountId, hint.id, needs.now())
      return null
    }
    const account = open && (await tx.accounts.get(hint.merchantId, hint.ecAccountId))
    return open && account ? { account, platformOrderId: open.platformOrderId } : null
  })
  if (!found) return
  try {
    if (found.account.connectionStatus === 'connected') return await follow(needs, hint, found)
  } catch (err) {
    await needs.store.transact(scope, (tx) => tx.fetching.leaveHint(hint.merchantId, hint.ecAccountId, hint.id)).catch(() => {})
    throw err
  }
  await needs.store.transact(scope, (tx) => tx.fetching.leaveHint(hint.merchantId, hint.ecAccountId, hint.id))
}

async function follow(needs: Needs, hint: { merchantId: string; ecAccountId: string; id: string }, { account, platformOrderId }: { account: EcAccount; platformOrderId: string | null }): Promise<void> {
  if (platformOrderId === null) await verifyConnection(needs, account)
  const read = platformOrderId === null ? null : await readOrder(needs, account, platformOrderId)
  needs.failpoint?.('hint.order-read')
  await needs.store.transact(merchantScope(hint.merchantId), async (tx) => {
    if (read) await importPage(tx, { account, orders: [read], fetchedAt: needs.now(), fetchRunId: null })
    await tx.fetching.closeHint(hint.merchantId, hint.ecAccountId, hint.id, needs.now())
    needs.failpoint?.('hint.written')
  })
}

async function readOrder(needs: Needs, account: EcAccount, platformOrderId: string): Promise<ReadOrder | null> {
  try {
    const order = (await openStore(needs, account, { patienceMs }).orders?.get(platformOrderId)) ?? null
    if (account.degradedSince !== null) await clearTrouble(needs, account)
    return order
  } catch (err) {
    if (!(err instanceof ConnectorError) || err.kind !== 'rejected') {
      await noteFailure(needs, account, err)
      throw err
    }
    needs.log.warn({ err, ecAccountId: account.id, platformOrderId }, 'A store hinted at an order and refuses to show it')
    return null
  }
}
