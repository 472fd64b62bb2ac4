import { defineBench } from './bench.ts'
import { fill } from './filling.ts'
import { load } from './load.ts'
import { compare, quantile, seriesOf } from './measuring.ts'
import { compared, type Figure } from './report.ts'
import { openServed } from './served.ts'
import type { BenchAccount } from './warehouse.ts'
import { startChild, type Child } from './workers.ts'

/** Orders whose details are asked for, in turn. */
const details = 50

/** What answers the same bytes, in the words of the table; the first is the limit of the goal. */
const limits = { bare: 'a bare server', key: 'one select by key', promised: 'the least that is promised' } as const

export const api = defineBench({
  what: 'the orders list and an order’s detail under load, against servers that answer the same bytes: a bare one, and two that ask PostgreSQL first',
  options: { stored: 100_000, connections: 16, ms: 5_000, rounds: 5 },
  small: { stored: 1_000, connections: 4, ms: 300, rounds: 1 },
  async run({ stored, connections, ms, rounds }) {
    const served = await openServed('http://127.0.0.1:1')
    const children: Child[] = []
    const begin = async (file: string, ...args: string[]) => {
      const child = startChild(file, ...args)
      children.push(child)
      return `http://127.0.0.1:${await child.line()}`
    }
    try {
      const accounts: BenchAccount[] = []
      for (let number = 0; number < 10; number++) accounts.push(await served.addAccount())
      await fill(served.warehouse.sql, accounts, stored)
      const headers = { authorization: `Bearer ${await served.apiKey()}` }
      const { rows } = await served.warehouse.sql.query<{ id: string }>('select id from orders order by id desc limit $1', [details])
      const asking = (how: string) => begin('./limits/asking-server.ts', served.warehouse.url, how, rows[0]!.id)
      const at = { ours: (await served.start('api')).url, bare: await begin('./limits/bare-server.ts'), key: await asking('key'), promised: await asking('promised') }
      const asked = { 'orders list': ['/api/v1/orders'], 'order detail': rows.map(({ id }) => `/api/v1/orders/${id}`) }
      const figures: Figure[] = []
      for (const [name, paths] of Object.entries(asked)) {
        for (const limit of keysOf(limits)) for (const path of paths) await copy(at.ours, at[limit], path, headers)
        const under = (who: keyof typeof at) => load(at[who], paths, { connections, ms, headers })
        for (const who of keysOf(at)) await under(who)
        const rounded = await inTurn(rounds, keysOf(at), under)
        const rates = (of: keyof typeof at, limit: keyof typeof limits) => compare(rounded.map((round) => ({ ours: round[of].rate, limit: round[limit].rate })))
        const ofOurs = (share: number) => rounded.map(({ ours: { latencies } }) => quantile(latencies, share))
        figures.push(
          compared(name, 'answers/s', rates('ours', 'bare'), { atLeast: 0.3 }),
          compared(`${name}, against ${limits.key}`, 'answers/s', rates('ours', 'key')),
          compared(`${name}, against ${limits.promised}`, 'answers/s', rates('ours', 'promised')),
          compared(`its bytes after ${limits.key}, against ${limits.bare}`, 'answers/s', rates('key', 'bare')),
          compared(`its bytes after ${limits.promised}, against ${limits.bare}`, 'answers/s', rates('promised', 'bare')),
          { name: `${name}, p50`, unit: 'ms', ours: seriesOf(ofOurs(0.5)) },
          { name: `${name}, p99`, unit: 'ms', ours: seriesOf(ofOurs(0.99)) },
          { name: `${name}, p99 ÷ p50`, unit: '×', ours: seriesOf(ofOurs(0.99).map((p99, round) => p99 / ofOurs(0.5)[round]!)), goal: { atMost: 5 } },
        )
      }
      return { figures, counts: [], notes: [
        `${connections} connections, each with one request under way, to one process of the role api; ${stored.toLocaleString('en-US')} orders, a page of 50, ${details} orders in turn. Client, server and PostgreSQL share the machine; the bare server has no PostgreSQL beside it.`,
        'Two more bare servers answer the same bytes, once PostgreSQL has answered them: one prepared select of one row by its key, over a pool of the same driver; or, in one wait, a transaction with the look-up of the caller, the role and the merchant that row-level security goes by, and one read of `orders` by an index (a row for a detail, 51 for a list), of which nothing is made. What they reach of the bare one is the most that a server which asks PostgreSQL at each request can.',
      ] }
    } finally {
      for (const child of children) stop(child)
      await served.end()
    }
  },
})

const keysOf = <Key extends string>(of: Record<Key, unknown>) => Object.keys(of) as Key[]

/** Each once a round, another one first in each. */
async function inTurn<Who extends string, Result>(rounds: number, all: readonly Who[], measure: (who: Who) => Promise<Result>): Promise<Record<Who, Result>[]> {
  const measured: Record<Who, Result>[] = []
  for (let round = 0; round < rounds; round++) {
    const first = round % all.length
    const results: [Who, Result][] = []
    for (const who of [...all.slice(first), ...all.slice(0, first)]) results.push([who, await measure(who)])
    measured.push(Object.fromEntries(results) as Record<Who, Result>)
  }
  return measured
}

const stop = ({ process: child }: Child) => void child.stdin!.end()

async function copy(from: string, to: string, path: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(`${from}${path}`, { headers })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  await fetch(`${to}${path}`, { method: 'PUT', body: await answer.arrayBuffer() })
}
