import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Sentence } from './sentence.ts'

/** A platform's sandbox store, in a process of its own: it shares nothing with Crossdock but the wire. */
export interface Sandbox {
  platform: string
  name: string
  address: string
  stop(): Promise<void>
}

const patienceMs = 60_000

/**
 * Starts the sandbox of a platform, which the workspace `sandbox-<platform>` holds, at the platform's address; or takes
 * the one that runs there already.
 * @throws Sentence when it cannot be started
 */
export async function startSandbox(of: { platform: string; name: string; address: string }, dataDir: string, log: (line: string) => void): Promise<Sandbox> {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  if (await answers(of.address)) {
    log(`taking the sandbox that runs at ${of.address}`)
    return { ...of, stop: async () => {} }
  }
  const main = fileURLToPath(new URL('./main.ts', import.meta.resolve(`@crossdock/sandbox-${of.platform}`)))
  const prefix = of.platform.toUpperCase()
  const [command, ...args] = [...dieWithParent(), process.execPath, '--disable-warning=ExperimentalWarning', main]
  const child = spawn(command!, args, {
    // A group of its own: Ctrl-C reaches us, and we stop it in our order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      ...(process.env['NODE_COMPILE_CACHE'] ? { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] } : {}),
      [`${prefix}_SANDBOX_PORT`]: new URL(of.address).port,
      [`${prefix}_SANDBOX_DATA`]: path.join(dataDir, `sandbox-${of.platform}.sqlite`),
    },
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line)
      if (said.length > 20) said.shift()
      log(line)
    })
  }
  await untilItAnswers(of.address, child, said)
  return { ...of, stop: () => end(child) }
}

async function untilItAnswers(address: string, child: ChildProcess, said: readonly string[]): Promise<void> {
  let failure: Error | undefined
  child.once('error', (err) => (failure = err))
  const begun = Date.now()
  while (!(await answers(address))) {
    if (failure || child.exitCode !== null || child.signalCode !== null || Date.now() - begun > patienceMs) {
      await end(child)
      const why = failure?.message ?? (said.join('\n') || `nothing answers at ${address}`)
      throw new Sentence(`The sandbox store did not start: ${why}\nFree its address, or start with CROSSDOCK_SANDBOX=off.`)
    }
    await delay(50)
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/_sandbox/shops', address), { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    return answer.ok
  } catch (err) {
    if (err instanceof Error) return false
    throw err
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await gone
  clearTimeout(force)
}

/** On Linux a child can be told to end when we are killed; util-linux has the program for it, BusyBox's cannot. */
function dieWithParent(): string[] {
  if (process.platform !== 'linux') return []
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file) && !lstatSync(file).isSymbolicLink())
  return setpriv ? [setpriv, '--pdeathsig', 'TERM', '--'] : []
}
