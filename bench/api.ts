import { defineBench } from './bench.ts'
import { fill } from './filling.ts'
import { load, type Loaded } from './load.ts'
import { byTurns, quantile, seriesOf } from './measuring.ts'
import { compared, type Figure } from './report.ts'
import { openServed } from './served.ts'
import type { BenchAccount } from './warehouse.ts'
import { startChild, type Child } from './workers.ts'

/** Orders whose details are asked for, in turn. */
const details = 50

export const api = defineBench({
  what: 'the orders list and an order’s detail under load, against a bare HTTP server that answers the same bytes',
  options: { stored: 100_000, connections: 16, ms: 5_000, rounds: 5 },
  small: { stored: 1_000, connections: 4, ms: 300, rounds: 1 },
  async run({ stored, connections, ms, rounds }) {
    const served = await openServed('http://127.0.0.1:1')
    const bare = startChild('./limits/bare-server.ts')
    try {
      const accounts: BenchAccount[] = []
      for (let number = 0; number < 10; number++) accounts.push(await served.addAccount())
      await fill(served.warehouse.sql, accounts, stored)
      const headers = { authorization: `Bearer ${await served.apiKey()}` }
      const { url } = await served.start('api')
      const bareUrl = `http://127.0.0.1:${await bare.line()}`
      const { rows } = await served.warehouse.sql.query<{ id: string }>('select id from orders order by id desc limit $1', [details])
      const asked = { 'orders list': ['/api/v1/orders'], 'order detail': rows.map(({ id }) => `/api/v1/orders/${id}`) }
      const figures: Figure[] = []
      for (const [name, paths] of Object.entries(asked)) {
        for (const path of paths) await copy(url, bareUrl, path, headers)
        const under = (at: string) => load(at, paths, { connections, ms, headers })
        await under(url)
        await under(bareUrl)
        const answers: Loaded[] = []
        const both = await byTurns(rounds, {
          prepare: async () => {},
          async ours() {
            const loaded = await under(url)
            answers.push(loaded)
            return loaded.rate
          },
          limit: async () => (await under(bareUrl)).rate,
        })
        const of = (share: number) => seriesOf(answers.map(({ latencies }) => quantile(latencies, share)))
        figures.push(
          compared(name, 'answers/s', both, { atLeast: 0.3 }),
          { name: `${name}, p50`, unit: 'ms', ours: of(0.5) },
          { name: `${name}, p99`, unit: 'ms', ours: of(0.99) },
          { name: `${name}, p99 ÷ p50`, unit: '×', ours: seriesOf(answers.map(({ latencies }) => quantile(latencies, 0.99) / quantile(latencies, 0.5))), goal: { atMost: 5 } },
        )
      }
      return { figures, counts: [], notes: [`${connections} connections, each with one request under way, to one process of the role api; ${stored.toLocaleString('en-US')} orders, a page of 50, ${details} orders in turn. Client, server and PostgreSQL share the machine; the bare server has no PostgreSQL beside it.`] }
    } finally {
      stop(bare)
      await served.end()
    }
  },
})

const stop = ({ process: child }: Child) => void child.stdin!.end()

async function copy(from: string, to: string, path: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(`${from}${path}`, { headers })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  await fetch(`${to}${path}`, { method: 'PUT', body: await answer.arrayBuffer() })
}
