import { newId } from '@crossdock/domain'
import { everyMerchant, type CallLog } from '@crossdock/flows/ports'
import type { Insertable } from 'kysely'
import type { Database } from './database.ts'
import type { PlatformCallTable } from './tables.ts'

const flushEveryMs = 300
const rowsAtOnce = 100
/** While the database is away, calls are kept up to this many; older ones are given up. */
const mostKept = 5_000

/** The call log on PostgreSQL: calls are gathered and written a little later, many at once, so that no call waits for it. */
export function openCallLog(database: Database, onError: (err: Error) => void): CallLog & { close(): Promise<void> } {
  let kept: Insertable<PlatformCallTable>[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    while (kept.length > 0) {
      const rows = kept.slice(0, rowsAtOnce)
      await database.transact(everyMerchant, (tx) => tx.insertInto('platform_call').values(rows).execute())
      kept = kept.slice(rows.length)
    }
  }
  const flush = () => {
    timer = undefined
    writing = writing.then(write).catch((err: Error) => {
      onError(err)
      kept = kept.slice(-mostKept)
    })
    return writing
  }

  return {
    of: (account, writeId) => (call) => {
      kept.push({
        merchant_id: account.merchantId, id: newId(), ec_account_id: account.id, at: call.at, purpose: call.purpose, method: call.method, url: call.url,
        request_headers: JSON.stringify(call.requestHeaders), request_body: keepable(call.requestBody), status: call.status,
        response_headers: JSON.stringify(call.responseHeaders), response_body: keepable(call.responseBody),
        duration_ms: Math.round(call.durationMs), attempt: call.attempt, write_id: writeId ?? null, failure: call.failure ? JSON.stringify(call.failure) : null,
      })
      timer ??= setTimeout(flush, flushEveryMs).unref()
    },
    async close() {
      clearTimeout(timer)
      await flush()
    },
  }
}

/** PostgreSQL's text knows no NUL. */
const keepable = (body: string | null) => body?.replaceAll('\u0000', '\ufffd') ?? null
