import { ConnectorError, isTokenRefused, isTransient, type StockWriting } from '@crossdock/connector-kit'
import { clearTrouble, noteTrouble, openStore } from '../connecting/access.ts'
import { retryDelayMs } from '../fetching/retry-delay.ts'
import { merchantScope, timersOf, type EcAccount, type Needs, type StockReading } from '../ports/index.ts'

/** How long a worker may be silent before another takes its reading over. */
const leaseMs = 60_000
const chunkSize = 100
/** Orders and parcels go before: a reading takes a tenth of the calls that a store allows. */
const paceMs = 500
const patienceMs = 15_000
const maxAttempts = 12
/** A process that is about to end takes no jobs any more after this long. */
const goneMs = 2_000
/** What ends every process that works it is tried no more by itself. */
const mostDeaths = 3

/** The reading is not ours any more. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/**
 * Reads what a store shows of every SKU, chunk by chunk, each kept in one transaction with the reading's own progress: an
 * interruption at any point goes on behind the last chunk that was kept. Safe to call twice: only the holder of the lease goes on.
 */
export async function readStock(needs: Needs, job: { merchantId: string; id: string }): Promise<void> {
  if (needs.ending?.aborted) return
  const scope = merchantScope(job.merchantId)
  const holder = `${needs.worker}/${job.id}/${Math.random().toString(36).slice(2)}`
  const now = needs.now()
  const taken = await needs.store.transact(scope, async (tx) => {
    const reading = await tx.levels.takeReading(job.merchantId, job.id, { holder, until: new Date(now.getTime() + leaseMs) }, now)
    const account = reading && (await tx.accounts.get(job.merchantId, reading.ecAccountId))
    return reading && account ? { reading, account } : null
  })
  if (!taken) return
  const { reading, account } = taken
  try {
    if (reading.deaths >= mostDeaths) await putAside(needs, reading, holder)
    else await readAll(needs, reading, account, holder)
  } catch (err) {
    if (err instanceof LeaseLost) return
    if (needs.ending?.aborted) {
      return await needs.store.transact(scope, (tx) => tx.levels.parkReading(reading, holder, { until: new Date(needs.now().getTime() + goneMs), error: null, counts: false }))
    }
    await giveUpOrWait(needs, reading, account, holder, err)
  }
}

/** So that others go on; the next night, or a person, begins anew. */
async function putAside(needs: Needs, reading: StockReading, holder: string): Promise<void> {
  needs.log.error({ stockReadingId: reading.id, deaths: reading.deaths }, 'A reading of stock was put aside: it ends whoever works it')
  const message = `${reading.deaths} times in a row, the process that read this stock ended in the middle of it. It was put aside so that others go on; the next reading begins anew.`
  await needs.store.transact(merchantScope(reading.merchantId), (tx) => tx.levels.finishReading(reading, holder, { status: 'failed', at: needs.now(), error: { kind: 'internal', code: 'worker_died', message } }))
}

async function readAll(needs: Needs, reading: StockReading, account: EcAccount, holder: string): Promise<void> {
  const { merchantId } = reading
  const scope = merchantScope(merchantId)
  const end = (status: 'succeeded' | 'stopped', error: { kind: string; code: string; message: string } | null) =>
    needs.store.transact(scope, async (tx) => {
      if (!(await tx.levels.finishReading(reading, holder, { status, at: needs.now(), error }))) throw new LeaseLost()
    })
  if (account.connectionStatus !== 'connected') return end('stopped', { kind: 'auth', code: 'not_connected', message: 'The EC account is not connected. The next reading comes once it is.' })
  const session = openStore(needs, account, { patienceMs, ...(needs.ending ? { signal: needs.ending } : {}) })
  if (!session.stock) return end('stopped', { kind: 'rejected', code: 'not_supported', message: 'This platform shows no stock figures.' })
  let products = await productsAfter(needs, reading)
  if (products.length === 0) return end('succeeded', null)
  const { platformTime } = await session.shop()
  const ahead = platformTime.getTime() - needs.now().getTime()
  await needs.store.transact(scope, (tx) => tx.levels.noteClock(merchantId, account.id, ahead, needs.now()))
  while (products.length > 0) {
    await readChunk(needs, reading, holder, session.stock, { products, ahead })
    products = await productsAfter(needs, reading)
    if (products.length > 0) await timersOf(needs).wait(paceMs, needs.ending)
  }
  await end('succeeded', null)
  await clearTrouble(needs, account)
}

const productsAfter = (needs: Needs, { merchantId, position }: StockReading) => needs.store.transact(merchantScope(merchantId), (tx) => tx.levels.productsAfter(merchantId, position, chunkSize))

async function readChunk(needs: Needs, reading: StockReading, holder: string, stock: StockWriting, { products, ahead }: { products: { productId: string; sku: string }[]; ahead: number }): Promise<void> {
  const askedAt = needs.now()
  const levels = new Map((await stock.levels(products.map((product) => product.sku))).map((level) => [level.sku, level.stock]))
  needs.failpoint?.('reading.chunk-read')
  const now = needs.now()
  const position = products.at(-1)!.sku
  const chunk = {
    products: products.map(({ productId, sku }) => ({ productId, stock: levels.get(sku) ?? null })), position,
    askedAt: new Date(askedAt.getTime() + ahead), shownAt: new Date(now.getTime() + ahead), leaseUntil: new Date(now.getTime() + leaseMs),
  }
  const kept = await needs.store.transact(merchantScope(reading.merchantId), (tx) => tx.levels.saveShown(reading, holder, chunk))
  if (!kept) throw new LeaseLost()
  needs.failpoint?.('reading.chunk-kept')
  reading.position = position
}

async function giveUpOrWait(needs: Needs, reading: StockReading, account: EcAccount, holder: string, err: unknown): Promise<void> {
  const known = err instanceof ConnectorError
  const failure = known ? { kind: err.kind as string, code: err.code, message: err.message } : { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side; the reading goes on by itself.' }
  if (!known) needs.log.error({ err, stockReadingId: reading.id }, 'A reading of stock failed')
  const final = known && (err.kind === 'auth' || err.kind === 'rejected') && !isTokenRefused(err)
  const now = needs.now()
  await needs.store.transact(merchantScope(reading.merchantId), async (tx) => {
    if (final || (!isTransient(err) && reading.attempts >= maxAttempts)) return void (await tx.levels.finishReading(reading, holder, { status: 'failed', at: now, error: failure }))
    const asked = known ? err.retryAfterMs : null
    await tx.levels.parkReading(reading, holder, { until: new Date(now.getTime() + (asked ?? retryDelayMs(reading.attempts))), error: failure, counts: true })
  })
  if (known && (err.kind === 'unavailable' || err.kind === 'malformed')) await noteTrouble(needs, account, failure)
}
