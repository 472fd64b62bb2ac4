import { api } from './api.ts'
import { readOptions, type Bench } from './bench.ts'
import { fair } from './fair.ts'
import { growth } from './growth.ts'
import { importing } from './import.ts'
import { list } from './list.ts'
import { memory } from './memory.ts'
import { reimport } from './reimport.ts'
import { release } from './release.ts'
import { writePage } from './performance-page.ts'
import { keep, printTable, tableOf } from './report.ts'
import { rival } from './rival.ts'
import { ship } from './ship.ts'
import { slots } from './slots.ts'
import { start } from './start.ts'
import { serverVersion, stopServer } from './warehouse.ts'
import { web } from './web.ts'

const benches: Record<string, Bench> = { import: importing, reimport, growth, list, release, rival, ship, slots, fair, api, start, memory, web }

async function runBench(name: string, options: Record<string, number>): Promise<void> {
  const bench = benches[name]!
  console.log(`\n${name}: ${bench.what}`)
  const begun = new Date()
  const measured = await bench.run(options)
  const file = keep(name, options, measured, begun, process.env['CROSSDOCK_BENCH_RESULTS'], await serverVersion())
  printTable(tableOf(measured))
  for (const note of measured.notes) console.log(note)
  console.log(`Kept in ${file}`)
}

function help(): void {
  console.log('npm run bench [-- NAME [options]]   all of them when no name is given; --small [NAMES] tries in seconds whether they work; report writes docs/performance.md from what is kept\n')
  for (const [name, { what, options }] of Object.entries(benches)) console.log(`  ${name.padEnd(9)} ${what}\n            ${Object.entries(options).map(([option, value]) => `--${option} ${value}`).join(' ')}`)
}

function benchOf(name: string): Bench {
  const bench = benches[name]
  if (bench) return bench
  console.error(`There is no bench called ${name}.\n`)
  help()
  process.exit(2)
}

const words = process.argv.slice(2)
const [name] = words
try {
  if (name === '--help') help()
  else if (name === 'report') writePage(process.env['CROSSDOCK_BENCH_RESULTS'])
  else if (name === undefined) for (const each of Object.keys(benches)) await runBench(each, benches[each]!.options)
  else if (name === '--small') for (const each of words.length > 1 ? words.slice(1) : Object.keys(benches)) await runBench(each, benchOf(each).small)
  else await runBench(name, readOptions(benchOf(name), words.slice(1)))
} finally {
  await stopServer()
}
