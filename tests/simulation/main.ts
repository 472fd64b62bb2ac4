import { availableParallelism } from 'node:os'
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startSimulatedDatabase } from './database.ts'
import { simulate, type SeedResult } from './simulate.ts'

/*
 * npm run simulate -- --seeds N [--from S] [--jobs J] [--trace] [--verbose]
 * Seeds are shared out among processes, each with a PostgreSQL of its own: what a seed does is the same wherever it runs. Each
 * process waits for its PostgreSQL half of the time, so two of them are needed to keep a core busy.
 */

const number = (name: string, fallback: number) => {
  const at = process.argv.indexOf(`--${name}`)
  const value = at < 0 ? fallback : Number(process.argv[at + 1])
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1 on`)
  return value
}
const has = (name: string) => process.argv.includes(`--${name}`)

if (has('help')) {
  console.log('npm run simulate -- --seeds N [--from S] [--jobs J] [--trace] [--verbose]')
  process.exit(0)
}
const [seeds, from, stride] = [number('seeds', 100), number('from', 1), number('stride', 1)]
const jobs = has('stride') ? 1 : Math.min(number('jobs', Math.min(8, 2 * availableParallelism())), seeds)
const began = performance.now()

if (jobs > 1) await shareOut()
else await run()

/** @returns when every process has ended; each tells of its own seeds */
async function shareOut(): Promise<void> {
  const totals = { seeds: 0, failed: 0, orders: 0, transactions: 0, crashes: 0 }
  const codes = await Promise.all(
    Array.from({ length: jobs }, (_, index) => {
      const mine = Math.ceil((seeds - index) / jobs)
      const args = ['--seeds', String(mine), '--from', String(from + index), '--stride', String(jobs), ...process.argv.filter((arg) => arg === '--trace' || arg === '--verbose')]
      const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill(signal))
      let kept = ''
      child.stdout?.on('data', (chunk: Buffer) => {
        const lines = (kept + chunk.toString()).split('\n')
        kept = lines.pop()!
        for (const line of lines) {
          if (!line.startsWith('total ')) { console.log(line); continue }
          const part = JSON.parse(line.slice(6)) as typeof totals
          for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += part[key]
        }
      })
      return new Promise<number>((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))
    }),
  )
  conclude(totals)
  if (codes.some((code) => code !== 0)) process.exitCode = 1
}

async function run(): Promise<void> {
  const totals = { seeds: 0, failed: 0, orders: 0, transactions: 0, crashes: 0 }
  const place = await startSimulatedDatabase()
  let ended = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (ended = true))
  try {
    for (let each = 0, seed = from; each < seeds && !ended; each++, seed += stride) {
      const result = await simulate(place, seed)
      totals.seeds++
      totals.orders += result.counts.orders
      totals.transactions += result.counts.transactions
      totals.crashes += result.counts.crashes
      if (result.violations.length > 0) totals.failed++
      tell(result)
    }
  } finally {
    await place.stop()
  }
  if (has('stride')) console.log(`total ${JSON.stringify(totals)}`)
  else conclude(totals)
  if (totals.failed > 0) process.exitCode = 1
}

function tell({ seed, hash, trace, counts, violations }: SeedResult): void {
  if (has('trace')) console.log(trace.join('\n'))
  if (has('verbose')) console.log(`seed ${seed} ${hash} ${JSON.stringify({ ...counts, failpoints: counts.failpoints.size })}`)
  if (violations.length === 0) return
  console.log(`SEED=${seed}  replay: npm run simulate -- --seeds 1 --from ${seed} --trace`)
  if (!has('trace')) console.log(trace.slice(-25).join('\n'))
  for (const violation of violations) console.log(`  ✗ ${violation}`)
}

function conclude({ seeds, failed, orders, transactions, crashes }: { seeds: number; failed: number; orders: number; transactions: number; crashes: number }): void {
  const seconds = (performance.now() - began) / 1000
  console.log(`${seeds} seeds: ${orders} orders, ${transactions} transactions, ${crashes} crashes; ${failed} seeds broke an invariant; ${seconds.toFixed(0)} s`)
}
