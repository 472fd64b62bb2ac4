import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverEnvironment, serverFlags } from '../../scripts/setup/server-flags.mjs'
import { waitFor } from './wait-for.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const mainOf = (folder: string) => path.join(folder, 'apps/server/src/main.ts')
const sandboxMain = path.join(root, 'apps/liteshop/src/main.ts')
/** As `npm start` has it: a server starts in two thirds of the processor time. */
const compileCache = path.join(root, '.cache', 'compile')

/** Of what a process prints, the last so much. */
const mostKept = 2_000_000

export interface RunningServer {
  url: string
  pid: number
  /** What it printed. */
  output: () => string
  /** `kill -9`, and nothing is tidied up. */
  kill(): Promise<void>
  /** Waits until it has ended. @returns whether it was killed within the time */
  died(withinMs: number): Promise<boolean>
  /** As Ctrl-C does. @returns the exit code */
  stop(): Promise<number | null>
  /** As a supervisor does. @returns the exit code */
  terminate(): Promise<number | null>
  /** Whoever read what it prints is gone. */
  closeOutput(): void
}

/** Processes of one version of Crossdock. */
export interface Processes {
  start(changes?: Record<string, string>, role?: 'all' | 'api' | 'worker'): Promise<RunningServer>
  command(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>
}

export interface StoryWorld extends Processes {
  dataDir: string
  databaseUrl: string | null
  /** Where the platform is: the sandbox that this story started, or another implementation that LITESHOP_TEST_URL names. */
  storeUrl: string
  /** Whether the store is our own sandbox, with its control API. */
  sandbox: boolean
  environment: Record<string, string>
  /** Another version in the same place, of the sources in this folder. */
  ofVersion(folder: string): Processes
  end(): Promise<void>
}

/**
 * A place of its own for a story: a data directory, a database, a store. Servers are started in it as often as needed.
 * @param options.storeUrl a store that runs already, of whose control API nothing is known
 * @param options.demo the server starts the sandbox store itself and lays in the demo's goods, as `npm start` does
 */
export async function openWorld(options: { databaseUrl?: string; demo?: boolean; storeUrl?: string } = {}): Promise<StoryWorld> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'crossdock-story-'))
  const children = new Set<ChildProcess>()
  const other = options.demo ? undefined : (options.storeUrl ?? process.env['LITESHOP_TEST_URL'])
  const port = await freePort()
  const serverPort = await freePort()
  const storeUrl = other ?? `http://127.0.0.1:${port}`
  if (other === undefined && !options.demo) {
    const sandbox = run(children, sandboxMain, [], { LITESHOP_SANDBOX_PORT: String(port), LITESHOP_SANDBOX_DATA: path.join(dataDir, 'store.sqlite') })
    await waitFor('the sandbox', () => sandbox.child.exitCode !== null || answers(`${storeUrl}/_sandbox/shops`), 20_000)
    if (sandbox.child.exitCode !== null) throw new Error(`The sandbox did not start:\n${sandbox.output()}`)
  }
  const environment: Record<string, string> = {
    CROSSDOCK_DATA_DIR: dataDir, PORT: String(serverPort), LITESHOP_URL: storeUrl,
    LITESHOP_CLIENT_ID: process.env['LITESHOP_TEST_CLIENT_ID'] ?? 'crossdock',
    LITESHOP_CLIENT_SECRET: process.env['LITESHOP_TEST_CLIENT_SECRET'] ?? 'crossdock-sandbox-secret',
    CROSSDOCK_SANDBOX: 'off', CROSSDOCK_DEMO: 'off', LOG_FORMAT: 'json',
    ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
    ...(options.demo ? { CROSSDOCK_SANDBOX: 'on', CROSSDOCK_DEMO: 'on' } : {}),
  }
  const ofVersion = (folder: string): Processes => ({
    async start(changes = {}, role = 'all') {
      const env = { ...environment, ...changes }
      const server = run(children, mainOf(folder), ['start', '--role', role], env)
      const url = `http://127.0.0.1:${env['PORT']}`
      const ready = role === 'worker' ? () => server.stdout().includes('"working"') : () => answers(`${url}/readyz`)
      // One that kills itself where a test told it to may get there before it is ready.
      await waitFor('the server', () => server.child.exitCode !== null || server.child.signalCode !== null || ready(), 60_000)
      if (server.child.exitCode !== null) throw new Error(`The server did not start:\n${server.output()}`)
      return {
        url, pid: server.child.pid!, output: server.output,
        async died(withinMs) {
          await Promise.race([server.exited, new Promise((resolve) => setTimeout(resolve, withinMs).unref())])
          return server.child.signalCode === 'SIGKILL'
        },
        async kill() { server.child.kill('SIGKILL'); await server.exited },
        async stop() { server.child.kill('SIGINT'); await server.exited; return server.child.exitCode },
        async terminate() { server.child.kill('SIGTERM'); await server.exited; return server.child.exitCode },
        closeOutput() { server.child.stdout.destroy(); server.child.stderr.destroy() },
      }
    },
    async command(...args) {
      const child = run(children, mainOf(folder), args, environment)
      await child.exited
      return { code: child.child.exitCode, stdout: child.stdout(), stderr: child.stderr() }
    },
  })
  return {
    dataDir, databaseUrl: options.databaseUrl ?? null, storeUrl, sandbox: other === undefined, environment, ofVersion, ...ofVersion(root),
    async end() {
      for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
      await Promise.all([...children].map((child) => exitOf(child)))
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

function run(children: Set<ChildProcess>, file: string, args: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [...serverFlags, file, ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...serverEnvironment, NODE_COMPILE_CACHE: compileCache, PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: process.env['TZ'], ...environment },
  })
  children.add(child)
  let [stdout, stderr] = ['', '']
  const kept = (text: string, chunk: Buffer) => (text + chunk.toString()).slice(-mostKept)
  child.stdout.on('data', (chunk: Buffer) => (stdout = kept(stdout, chunk)))
  child.stderr.on('data', (chunk: Buffer) => (stderr = kept(stderr, chunk)))
  return { child, exited: exitOf(child), stdout: () => stdout, stderr: () => stderr, output: () => stdout + stderr }
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('close', () => resolve())
  })
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
