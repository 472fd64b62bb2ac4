import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { plotOf, type Plot } from './plot.ts'
import { isMet, number, resultsFolder, spread, verdict, type Count, type Figure, type Kept } from './report.ts'

const docs = fileURLToPath(new URL('../docs', import.meta.url))
/** In the order of the issue that asks for them; what else is kept follows. */
const order = ['import', 'reimport', 'growth', 'list', 'release', 'ship', 'slots', 'fair', 'api', 'start', 'memory', 'web', 'rival']
/** More counts than these are a table of their own, with a column for each unit; but those with a goal. */
const mostCounts = 12

/** Writes docs/performance.md and its plots from what the benches kept. What people wrote between the markers stays. */
export function writePage(results = resultsFolder, to = docs): void {
  const files = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')) : []
  if (files.length === 0) throw new Error(`Nothing is kept in ${results}. Run the benches first: npm run bench`)
  const kept = files.map((name) => JSON.parse(readFileSync(path.join(results, name), 'utf8')) as Kept)
  const page = path.join(to, 'performance.md')
  const plots = plotsOf(kept)
  mkdirSync(path.join(to, 'images'), { recursive: true })
  for (const [name, plot] of Object.entries(plots)) writeFileSync(path.join(to, 'images', name), plotOf(plot))
  writeFileSync(page, pageOf(kept, existsSync(page) ? writtenIn(readFileSync(page, 'utf8')) : new Map(), Object.entries(plots).map(([name, { title }]) => `![${title}](images/${name})`)))
  console.log(`Written: ${page}`)
}

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
export function writtenIn(page: string): Map<string, string> {
  return new Map([...page.matchAll(/<!-- ([\w-]+) -->\n([\s\S]*?)<!-- \/\1 -->/g)].map(([, name, words]) => [name!, words!.trim()]))
}

/** @param written what people wrote, by the marker's name */
export function pageOf(all: readonly Kept[], written: ReadonlyMap<string, string>, pictures: readonly string[] = []): string {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  const kept = [...all].sort((a, b) => place(a.bench) - place(b.bench) || a.bench.localeCompare(b.bench))
  const room = (name: string) => `<!-- ${name} -->\n${written.get(name) ? `${written.get(name)}\n` : ''}<!-- /${name} -->`
  return [
    '# How fast it is', 'Written by `npm run bench -- report` from `bench/results`; only what stands between the markers is by hand. A ratio is taken round by round against its own limit, measured by turns in the same run; the spread is from the least to the most of the rounds.',
    machineOf(kept), room('summary'), '## At a glance', tableText([['Bench', 'Goals met', 'Not met'], ...kept.map(glance)]), ...pictures,
    ...kept.flatMap((each) => [`## ${each.bench}`, `\`${each.command.trim()}\` · ${each.at.slice(0, 10)} · ${each.seconds} s · ${each.commit ?? 'no commit'} · load before ${number(each.machine.loadBefore)}`, tableText(rowsOf(each)), ...readingsOf(each), ...each.notes, room(`reason-${each.bench}`)]),
  ].join('\n\n') + '\n'
}

const machineOf = (kept: readonly Kept[]) =>
  [...new Set(kept.map(({ machine: { processor, cores, memoryGiB, system, node } }) => `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`))].join('; ') + `, PostgreSQL ${[...new Set(kept.flatMap(({ machine }) => machine.postgres ?? []))].join(', ') || 'as embedded'}.`

const goalsOf = ({ figures, counts }: Kept) => [...figures.map((figure) => ({ ...figure, value: (figure.ratio ?? figure.ours).median })), ...counts].filter((each) => each.goal)

function glance(kept: Kept): string[] {
  const goals = goalsOf(kept)
  const missed = goals.filter(({ value, goal }) => !isMet(value, goal!))
  return [`[${kept.bench}](#${kept.bench})`, `${goals.length - missed.length} of ${goals.length}`, missed.map(({ name, value, goal }) => `${name}: ${number(value)} (${verdict(value, goal)[0]})`).join('; ')]
}

function rowsOf({ figures, counts }: Kept): string[][] {
  const shown = counts.length <= mostCounts ? counts : counts.filter((count) => count.goal)
  return [['', 'Unit', 'Ours', 'Spread', 'Limit', 'Ratio', 'Spread', 'Goal', ''], ...figures.map(rowOfFigure), ...shown.map(rowOfCount)]
}

/** What is counted in several units of many things: a row for each thing. @returns no table where there are few counts */
function readingsOf({ counts }: Kept): string[] {
  const others = counts.length <= mostCounts ? [] : counts.filter((count) => !count.goal)
  const units = [...new Set(others.map(({ unit }) => unit))]
  const rows = [...Map.groupBy(others, ({ name }) => name)].map(([name, of]) => [name, ...units.map((unit) => of.filter((count) => count.unit === unit).map(({ value }) => number(value)).join(''))])
  return rows.length === 0 ? [] : [tableText([['', ...units], ...rows])]
}

const rowOfFigure = ({ name, unit, ours, limit, ratio, goal }: Figure) => [name, unit, number(ours.median), spread(ours), limit ? number(limit.median) : '', ratio ? number(ratio.median) : '', ratio ? spread(ratio) : '', ...verdict((ratio ?? ours).median, goal)]
const rowOfCount = ({ name, unit, value, goal }: Count) => [name, unit, number(value), '', '', '', '', ...verdict(value, goal)]

function tableText([head, ...rows]: string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head!), line(head!.map(() => '---')), ...rows.map(line)].join('\n')
}

/** By the file's name; none of what was not measured. */
export function plotsOf(kept: readonly Kept[]): Record<string, Plot> {
  const figures = kept.find((each) => each.bench === 'growth')?.figures.filter((figure) => figure.stored !== undefined) ?? []
  const at = (of: readonly Figure[]) => of.map(({ stored, ours }) => ({ x: stored!, y: ours.median }))
  const imports = figures.filter((figure) => figure.unit === 'orders/s')
  const lists = figures.filter((figure) => figure.unit === 'ms')
  const x = 'orders stored before (logarithmic)'
  return {
    ...(imports.length === 0 ? {} : { 'import-rate.svg': {
      title: 'Import rate against orders stored', axes: { x, y: 'orders a second' },
      lines: [{ name: 'Crossdock', points: at(imports) }, { name: 'none stored', points: imports.map(({ stored, limit }) => ({ x: stored!, y: limit!.median })) }],
    } }),
    ...(lists.length === 0 ? {} : { 'list-latency.svg': {
      title: 'First page of the orders list against orders stored', axes: { x, y: 'p95 in ms' }, goal: { y: 50, name: 'goal: 50 ms' },
      lines: ['operator', 'merchant'].map((who) => ({ name: `as ${who}`, points: at(lists.filter((figure) => figure.name.includes(who))) })).filter((line) => line.points.length > 0),
    } }),
  }
}
