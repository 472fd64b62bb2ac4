import { ConnectorError, type ReadOrder } from '@crossdock/connector-kit'
import { clearTrouble, noteFailure, openStore } from '../connecting/access.ts'
import { verifyConnection } from '../connecting/verify-connection.ts'
import { merchantScope, type EcAccount, type Needs } from '../ports/index.ts'
import { importPage } from './import-page.ts'
import { retryDelayMs } from './retry-delay.ts'

/** A longer wait is left to the sweep: it would keep a worker from the other stores. */
const patienceMs = 10_000
/** For so long a hint is nobody else's. A reading that lasts longer is joined by another, which does no harm. */
const turnMs = 45_000
/** What ends every process that works on it is left to the fetch runs. */
const mostDeaths = 3

/**
 * Follows a webhook's hint: reads the order as it is now, and imports that; or, where it speaks of the authorization, asks
 * whether that still holds. The same hint again does nothing; what the store refuses for good is left to the fetch runs.
 * @throws ConnectorError when the store is to be asked again: the hint waits for that by its own tries, and the sweep brings it back
 */
export async function readHint(needs: Needs, hint: { merchantId: string; ecAccountId: string; id: string }): Promise<void> {
  const scope = merchantScope(hint.merchantId)
  const found = await needs.store.transact(scope, async (tx) => {
    const now = needs.now()
    const open = await tx.fetching.openHint(hint.merchantId, hint.ecAccountId, hint.id, { now, until: new Date(now.getTime() + turnMs) })
    if (open && open.deaths >= mostDeaths) {
      needs.log.error({ ...hint, deaths: open.deaths }, 'A hint was put aside: it ends whoever works on it')
      await tx.fetching.closeHint(hint.merchantId, hint.ecAccountId, hint.id, needs.now())
      return null
    }
    const account = open && (await tx.accounts.get(hint.merchantId, hint.ecAccountId))
    return open && account ? { account, platformOrderId: open.platformOrderId, tries: open.tries } : null
  })
  if (!found) return
  const leave = (until: Date | null) => needs.store.transact(scope, (tx) => tx.fetching.leaveHint(hint.merchantId, hint.ecAccountId, hint.id, until))
  // Connecting again is what it waits for.
  if (found.account.connectionStatus !== 'connected') return leave(null)
  try {
    await follow(needs, hint, found)
  } catch (err) {
    const asked = err instanceof ConnectorError ? err.retryAfterMs : null
    await leave(new Date(needs.now().getTime() + (asked ?? retryDelayMs(found.tries + 1)))).catch(() => {})
    throw err
  }
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
