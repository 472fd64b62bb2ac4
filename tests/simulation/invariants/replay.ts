import { receiveWebhook } from '@crossdock/flows'
import { jobWork } from '@crossdock/server/work'
import { sql } from 'kysely'
import { platformName } from '../platform/connector.ts'
import type { Process } from '../process.ts'
import type { World } from '../world.ts'
import type { Says } from './saying.ts'

/** So many of each; which, the seed says. */
const most = { jobs: 12, deliveries: 4 }

/** I20: a job or a webhook that comes once more, when everything has come to rest, changes nothing: neither here, to the byte, nor at the platform. */
export async function checkReplay(world: World, replayer: Process, says: Says): Promise<void> {
  const { random, platform: { journal } } = world
  const some = <Item>(items: Iterable<Item>, count: number) => [...items].map((item) => ({ item, at: random.next() })).sort((a, b) => a.at - b.at).slice(0, count).map(({ item }) => item)
  const rows = async () => new Map((await world.look<{ name: string; sum: string }>(await fingerprint(world))).map(({ name, sum }) => [name, sum]))
  const before = { rows: await rows(), calls: journal.entries.length }
  for (const { name, payload } of some(world.jobs.values(), most.jobs)) await jobWork.find((each) => each.name === name)!.run(replayer.needs, payload).catch((err: unknown) => says(`I20 ${name} once more: ${String(err)}`))
  for (const [body, { url, secret }] of some(world.deliveries, most.deliveries)) {
    const [, , , ecAccountId = ''] = new URL(url).pathname.split('/').slice(1)
    await receiveWebhook(replayer.needs, { platform: platformName, ecAccountId, raw: Buffer.from(body), headers: { secret } }).catch((err: unknown) => says(`I20 a webhook once more: ${String(err)}`))
  }
  const after = await rows()
  for (const [name, sum] of before.rows) if (after.get(name) !== sum) says(`I20 jobs and webhooks that came once more changed ${name}`)
  for (const { what, facts } of journal.entries.slice(before.calls)) says(`I20 jobs and webhooks that came once more reached the platform: ${what} ${JSON.stringify(facts)}`)
}

/** A sum over every row of every table. */
async function fingerprint(world: World): Promise<ReturnType<typeof sql<{ name: string; sum: string }>>> {
  const tables = await world.look<{ name: string }>(sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`)
  return sql`${sql.join(tables.map(({ name }) => sql`select ${name}::text as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from ${sql.table(name)} t`), sql` union all `)}`
}

