import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { mapAll } from './opening.ts'
import type { PatientClient } from './patience.ts'
import { shipAll } from './ship.ts'
import type { SaleAccount } from './store.ts'

const open = `
  select (select count(*)::int from fetch_run where status in ('queued', 'running', 'waiting')) as runs,
         (select count(*)::int from platform_write where state in ('planned', 'sending', 'unknown')) as writes,
         (select count(*)::int from orders where tracking in ('waiting', 'sent')) as unconfirmed,
         (select count(*)::int from orders where status = 'pending' and holds = '{}') as ready`

interface Left { runs: number; writes: number; unconfirmed: number; ready: number }

/** Goes on fetching and shipping until nothing is left to do anywhere, twice in a row. @throws when that takes too long */
export async function untilQuiet(
  { api, accounts, databaseUrl, say }: { api: PatientClient; accounts: readonly SaleAccount[]; databaseUrl: string; say: (line: string) => void },
  patienceMs: number,
): Promise<void> {
  const end = Date.now() + patienceMs
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  const waitFor = async (done: (left: Left) => boolean): Promise<Left> => {
    for (let told = Date.now(); ; await delay(300)) {
      const left = (await database.query<Left>(open)).rows[0]!
      if (done(left)) return left
      if (Date.now() - told > 10_000) {
        say(`still to do: ${left.writes} writes, ${left.unconfirmed} orders unconfirmed, ${left.runs} fetch runs`)
        told = Date.now()
      }
      if (Date.now() > end) throw new Error(`It does not come to rest: ${JSON.stringify(left)}`)
    }
  }
  try {
    for (let quiet = 0; quiet < 2;) {
      for (const { accountId } of accounts) await api.post(`/ec-accounts/${accountId}/fetch`)
      await waitFor((left) => left.runs === 0)
      for (const account of accounts) await mapAll(api, account)
      const shipped = await shipAll(api, accounts, () => false)
      const left = await waitFor(({ writes, unconfirmed }) => writes + unconfirmed === 0)
      quiet = shipped + left.ready === 0 ? quiet + 1 : 0
    }
  } finally {
    await database.end()
  }
}
