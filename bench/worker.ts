/**
 * A worker as the product's, of which only some jobs and rounds are switched on: node bench/worker.ts URL STORE JOBS ROUNDS, the last two separated by commas.
 * Ends when its input does, and says what CPU it took.
 */
import { sharedBudgets } from '@crossdock/connector-kit'
import { openLanes } from '@crossdock/flows'
import { connect, openCallRates, startQueue } from '@crossdock/postgres'
import { jobWork, rounds } from '@crossdock/server/work'
import { needsOf } from './needs.ts'

const [url, storeUrl, jobNames, roundNames] = process.argv.slice(2) as [string, string, string, string]
const database = connect({ url, applicationName: 'bench worker', maxConnections: 16 })
const queue = await startQueue({ url, works: true, onError: (err) => console.error(err) })
const { needs, calls } = needsOf({ database, queue, storeUrl, worker: `bench:${process.pid}` })
Object.assign(needs, { lanes: openLanes(), budgets: sharedBudgets(openCallRates(database.pool), (err) => console.error(err)) })
const begun = process.cpuUsage()

const unknown = [...jobNames.split(',').filter((name) => !jobWork.some((job) => job.name === name)), ...roundNames.split(',').filter((name) => !rounds.some((round) => round.name === name))].filter((name) => name !== '')
if (unknown.length > 0) throw new Error(`No job or round is named ${unknown.join(', ')}`)

for (const { name, atOnce, run } of jobWork.filter((job) => jobNames.split(',').includes(job.name))) {
  await queue.work(name, { atOnce }, (payload) => run(needs, payload).catch((err: unknown) => console.error(err)))
}
let over = false
const going = rounds.filter((round) => roundNames.split(',').includes(round.name)).map(async ({ run, pauseMs }) => {
  while (!over) {
    await run(needs).catch((err: unknown) => console.error(err))
    await new Promise((resolve) => setTimeout(resolve, over ? 0 : pauseMs))
  }
})
console.log('ready')
process.stdin.resume().once('end', () => {
  void (async () => {
    const { user, system } = process.cpuUsage(begun)
    over = true
    await Promise.race([Promise.all(going), new Promise((resolve) => setTimeout(resolve, 3_000))])
    await queue.stop(5_000)
    await calls.close()
    await database.close()
    console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 }))
    process.exit(0)
  })()
})
