/** A worker as the product's, of which only sending is switched on. Ends when its input does, and says what CPU it took. */
import { configureConnectors } from '@crossdock/connector-registry'
import { sharedBudgets } from '@crossdock/connector-kit'
import { openLanes } from '@crossdock/flows'
import type { Needs } from '@crossdock/flows/ports'
import { connect, openCallLog, openCallRates, openStore, startQueue } from '@crossdock/postgres'
import { jobWork, rounds } from '@crossdock/server/work'

const [url, storeUrl] = process.argv.slice(2) as [string, string]
const database = connect({ url, applicationName: 'bench worker', maxConnections: 16 })
const queue = await startQueue({ url, works: true, onError: (err) => console.error(err) })
const configured = configureConnectors({ LITESHOP_URL: storeUrl, LITESHOP_CLIENT_ID: 'bench', LITESHOP_CLIENT_SECRET: 'bench' })
if (!('connectors' in configured)) throw new Error(configured.mistakes.join('\n'))
const calls = openCallLog(database, (err) => console.error(err))
const quiet = () => {}
const needs: Needs = {
  store: openStore(database, queue), connectors: configured.connectors, calls, lanes: openLanes(), budgets: sharedBudgets(openCallRates(database.pool), (err) => console.error(err)),
  vault: { seal: (plain) => ({ sealed: Buffer.from(plain), keyId: 'bench' }), open: (sealed) => Buffer.from(sealed).toString() },
  now: () => new Date(), log: { debug: quiet, info: quiet, warn: (facts, message) => console.error(message, facts), error: (facts, message) => console.error(message, facts) },
  worker: `bench:${process.pid}`, publicUrl: 'http://127.0.0.1', webhooks: false,
}
const begun = process.cpuUsage()
for (const { name, atOnce, run } of jobWork.filter((job) => job.name.startsWith('send-write'))) {
  await queue.work(name, { atOnce }, (payload) => run(needs, payload).catch((err: unknown) => console.error(err)))
}
const sweep = rounds.find((round) => round.name === 'sweeping')!
const timer = setInterval(() => void sweep.run(needs).catch((err: unknown) => console.error(err)), sweep.pauseMs)
console.log('ready')
process.stdin.resume().once('end', () => {
  void (async () => {
    clearInterval(timer)
    const { user, system } = process.cpuUsage(begun)
    await queue.stop(5_000)
    await calls.close()
    await database.close()
    console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 }))
    process.exit(0)
  })()
})
