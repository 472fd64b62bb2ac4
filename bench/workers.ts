import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of a bench's own that says something when it is ready. */
export interface Child {
  process: ChildProcess
  /** The next line that it prints. */
  line(): Promise<string>
}

/** Starts a file of this folder. It is to end when its input does. */
export function startChild(file: string, ...args: string[]): Child {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${file} ended`)
      return String(value)
    },
  }
}

/** What workers do; names of `jobWork` and `rounds`. */
export interface WorkerTask {
  jobs?: readonly string[]
  rounds?: readonly string[]
}

export interface Workers {
  processes: readonly ChildProcess[]
  /** @returns the CPU that those took which still live, in seconds */
  stop(): Promise<number>
}

/** Starts workers of a bench's database, and returns when all of them work. */
export async function startWorkers(count: number, place: { url: string; storeUrl: string }, { jobs = [], rounds = [] }: WorkerTask): Promise<Workers> {
  const children = Array.from({ length: count }, () => startChild('./worker.ts', place.url, place.storeUrl, jobs.join(','), rounds.join(',')))
  for (const child of children) await child.line()
  return {
    processes: children.map((child) => child.process),
    async stop() {
      let cpuSeconds = 0
      for (const { process: child, line } of children.filter((each) => isAlive(each.process))) {
        child.stdin!.end()
        cpuSeconds += (JSON.parse(await line()) as { cpuSeconds: number }).cpuSeconds
        if (isAlive(child)) await once(child, 'exit')
      }
      return cpuSeconds
    },
  }
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null
