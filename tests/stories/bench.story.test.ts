import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const results = mkdtempSync(path.join(os.tmpdir(), 'crossdock-bench-results-'))
afterAll(() => rmSync(results, { recursive: true, force: true }))

/** Those that take no longer than a few seconds; the others start the product, or wait for what takes its time. */
const quick = ['import', 'reimport', 'growth', 'list', 'release', 'rival', 'ship']

it('every quick bench runs, compares by turns, and keeps what it measured with what is needed to measure it again', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('../../bench/main.ts', import.meta.url)), '--small', ...quick], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CROSSDOCK_BENCH_RESULTS: results } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const [code] = await once(child, 'exit')
  expect(code, said).toBe(0)
  expect(readdirSync(results).sort()).toEqual(quick.map((name) => `${name}.json`).sort())
  for (const name of readdirSync(results)) {
    const kept = JSON.parse(readFileSync(path.join(results, name), 'utf8')) as { command: string; machine: object; figures: { ours: { median: number }; ratio?: { median: number } }[] }
    expect(kept.command).toMatch(/^npm run bench -- \w+ --/)
    expect(kept.figures.length).toBeGreaterThan(0)
    for (const { ours, ratio } of kept.figures) expect([ours.median > 0, ratio === undefined || ratio.median > 0]).toEqual([true, true])
    expect(kept.figures.some((figure) => figure.ratio)).toBe(true)
  }
  const { counts } = JSON.parse(readFileSync(path.join(results, 'reimport.json'), 'utf8')) as { counts: { name: string; value: number }[] }
  expect(counts.find((count) => count.name === 'rows written')!.value).toBeLessThan(0.1)
})
