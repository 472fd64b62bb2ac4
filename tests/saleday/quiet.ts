import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Day } from './day.ts'
import { mapAll } from './opening.ts'
import { shipAll } from './ship.ts'
import { whyStuck } from './stuck.ts'

const open = `
  select (select count(*)::int from fetch_run where status in ('queued', 'running', 'waiting')) as runs,
         (select count(*)::int from platform_write where state in ('planned', 'sending', 'unknown')) as writes,
         (select count(*)::int from orders where tracking in ('waiting', 'sent')) as unconfirmed,
         (select count(*)::int from orders where status = 'pending' and holds = '{}') as ready`

/** What does not change for so long is stuck. A write that failed some times waits for minutes. */
const patienceMs = 300_000
const mostRounds = 30

interface Left { runs: number; writes: number; unconfirmed: number; ready: number }

/** Goes on fetching and shipping until nothing is left to do anywhere, twice in a row. @returns how many parcels left meanwhile @throws when nothing more becomes of what is left */
export async function untilQuiet({ api, accounts, place, say, putOff, reconnect }: Pick<Day, 'api' | 'accounts' | 'place' | 'say' | 'putOff' | 'reconnect'>): Promise<number> {
  const database = new pg.Client({ connectionString: place.databaseUrl })
  await database.connect()
  const waitFor = async (done: (left: Left) => boolean): Promise<Left> => {
    let before = ''
    for (let told = Date.now(), moved = Date.now(); ; await delay(300)) {
      const left = (await database.query<Left>(open)).rows[0]!
      if (done(left)) return left
      if (Date.now() - told > 10_000) {
        say(`still to do: ${left.writes} writes, ${left.unconfirmed} orders unconfirmed, ${left.runs} fetch runs`)
        told = Date.now()
        await reconnect()
      }
      if (JSON.stringify(left) !== before) moved = Date.now()
      before = JSON.stringify(left)
      if (Date.now() - moved < patienceMs) continue
      throw new Error([`It does not come to rest: ${before}`, ...(await whyStuck(database, place))].join('\n    '))
    }
  }
  try {
    let sum = 0
    for (let quiet = 0, rounds = 0; quiet < 2; rounds++) {
      await reconnect()
      for (const { accountId } of accounts) await api.post(`/ec-accounts/${accountId}/fetch`)
      await waitFor((left) => left.runs === 0)
      for (const account of accounts) await mapAll(api, account)
      const shipped = await shipAll(api, accounts, () => false, putOff)
      const left = await waitFor(({ writes, unconfirmed }) => writes + unconfirmed === 0)
      sum += shipped
      quiet = shipped + left.ready === 0 ? quiet + 1 : 0
      if (rounds > mostRounds) throw new Error([`Orders that may go do not go: ${JSON.stringify(left)}`, ...(await whyStuck(database, place))].join('\n    '))
      if (quiet === 0) say(`${shipped} more parcels have left; ${left.ready} orders may go`)
    }
    return sum
  } finally {
    await database.end()
  }
}
