import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../tests/support/running-server.ts'
import { defineBench } from './bench.ts'
import { seriesOf } from './measuring.ts'
import type { Figure } from './report.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** As `npm start` installs. */
const install = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
const patienceMs = 300_000

export const start = defineBench({
  what: 'npm start on data that is there, and a clean clone until it is usable, without what is downloaded',
  options: { rounds: 5, clones: 1 },
  small: { rounds: 1, clones: 0 },
  async run({ rounds, clones }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'crossdock-bench-start-'))
    try {
      const place = await placeOf(path.join(folder, 'data'))
      await secondsToReady(root, place)
      const warm: number[] = []
      for (let round = 0; round < rounds; round++) warm.push(await secondsToReady(root, place))
      const figures: Figure[] = [{ name: 'warm start', unit: 's', ours: seriesOf(warm), goal: { atMost: 3 } }]
      const steps: Awaited<ReturnType<typeof cloneAndStart>>[] = []
      for (let number = 0; number < clones; number++) steps.push(await cloneAndStart(path.join(folder, `clone-${number}`)))
      if (steps.length > 0) {
        const of = (name: string, read: (step: (typeof steps)[number]) => number): Figure => ({ name, unit: 's', ours: seriesOf(steps.map(read)) })
        figures.push(
          { ...of('clean clone until usable', (step) => step.clone + step.install + step.start), goal: { atMost: 60 } },
          of('of it git clone', (step) => step.clone), of('of it npm ci from npm’s cache', (step) => step.install), of('of it the first npm start: screens built, database made, sandbox filled', (step) => step.start),
        )
      }
      return { figures, counts: [], notes: ['From npm start until /readyz says ready: its own PostgreSQL, the sandbox store and the demo, as a newcomer has them. The clone is of what is committed here; npm ci finds every package in its cache, so that nothing is downloaded.'] }
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
  },
})

interface Place {
  url: string
  environment: Record<string, string>
}

/** Ports and a data directory of its own. */
async function placeOf(dataDir: string): Promise<Place> {
  const port = await freePort()
  const environment = {
    CROSSDOCK_DATA_DIR: dataDir, PORT: String(port), LITESHOP_URL: `http://127.0.0.1:${await freePort()}`, LITESHOP_CLIENT_ID: 'crossdock', LITESHOP_CLIENT_SECRET: 'crossdock-sandbox-secret',
    CROSSDOCK_SANDBOX: 'on', CROSSDOCK_DEMO: 'on',
  }
  return { url: `http://127.0.0.1:${port}`, environment }
}

/** Starts the product as people do, waits until it is ready, and stops it. */
async function secondsToReady(folder: string, { url, environment }: Place): Promise<number> {
  const begun = performance.now()
  const { child, said } = run('npm', ['start'], folder, environment)
  const ended = once(child, 'close')
  try {
    while (!(await isReady(url))) {
      if (child.exitCode !== null || performance.now() - begun > patienceMs) throw new Error(`npm start did not get ready:\n${said()}`)
      await delay(20)
    }
    return (performance.now() - begun) / 1000
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

const isReady = (url: string) => fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then((answer) => answer.ok, () => false)

async function cloneAndStart(folder: string): Promise<Record<'clone' | 'install' | 'start', number>> {
  const clone = await secondsOf('git', ['clone', '--quiet', '--no-local', root, folder], os.tmpdir())
  const offline = () => secondsOf('npm', [...install, '--offline'], folder)
  const installed = await offline().catch(async () => {
    // What npm's cache lacks is downloaded once, and not counted.
    await secondsOf('npm', install, folder)
    rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true })
    return offline()
  })
  return { clone, install: installed, start: await secondsToReady(folder, await placeOf(path.join(folder, '.cache', 'data'))) }
}

async function secondsOf(command: string, args: string[], cwd: string): Promise<number> {
  const begun = performance.now()
  const { child, said } = run(command, args, cwd, {})
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${said()}`)
  return (performance.now() - begun) / 1000
}

function run(command: string, args: string[], cwd: string, environment: Record<string, string>): { child: ChildProcess; said: () => string } {
  // Without node_modules/.bin, which this very run put there: a clone finds the Node that people have.
  const kept = (process.env['PATH'] ?? '').split(path.delimiter).filter((place) => !place.endsWith('node_modules/.bin'))
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: kept.join(path.delimiter), HOME: process.env['HOME'], TZ: process.env['TZ'], ...environment } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said = (said + chunk.toString()).slice(-20_000) })
  return { child, said: () => said }
}
