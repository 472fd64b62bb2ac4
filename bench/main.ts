import type { Bench } from './bench.ts'
import { readOptions } from './bench.ts'
import { growth } from './growth.ts'
import { importing } from './import.ts'
import { list } from './list.ts'
import { reimport } from './reimport.ts'
import { release } from './release.ts'
import { keep, printTable, tableOf } from './report.ts'
import { rival } from './rival.ts'

const benches: Record<string, Bench> = { import: importing, reimport, growth, list, release, rival }

const [name, ...words] = process.argv.slice(2)
if (name === '--help' || (name !== undefined && !(name in benches))) {
  if (name !== '--help') console.error(`There is no bench called ${name}.\n`)
  console.log('npm run bench [-- NAME [options]]   all of them when no name is given\n')
  for (const [each, { what, options }] of Object.entries(benches)) console.log(`  ${each.padEnd(9)} ${what}\n            ${Object.entries(options).map(([option, value]) => `--${option} ${value}`).join(' ')}`)
  process.exit(name === '--help' ? 0 : 2)
}
for (const each of name === undefined ? Object.keys(benches) : [name]) {
  const bench = benches[each]!
  const options = readOptions(bench, words)
  console.log(`\n${each}: ${bench.what}`)
  const begun = new Date()
  const measured = await bench.run(options)
  const file = keep(each, options, measured, begun, process.env['CROSSDOCK_BENCH_RESULTS'])
  printTable(tableOf(measured))
  for (const note of measured.notes) console.log(note)
  console.log(`Kept in ${file}`)
}
