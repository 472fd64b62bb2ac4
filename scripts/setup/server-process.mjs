import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import { SetupError } from './failure.mjs'
import { root } from './paths.mjs'
import { serverEnvironment, serverFlags } from './server-flags.mjs'

const main = path.join(root, 'apps', 'server', 'src', 'main.ts')

// npm passes Ctrl-C on as well, so the same one arrives twice within milliseconds.
const sameSignalMs = 1_000
const parentCheckMs = 500

/** Where Node keeps what it made of our sources: a second start need not strip their types and compile them again. */
const compileCache = path.join(root, '.cache', 'compile')

/**
 * Runs the server's command line under Node 24 with our own stdin, stdout and stderr, until it ends.
 * The first signal lets it end cleanly, a second one ends it at once; PostgreSQL notices and shuts itself down.
 * @returns {Promise<number>} the exit code
 */
export function runServer(node, args) {
  const child = spawn(node, [...serverFlags, main, ...args], { stdio: 'inherit', env: { ...serverEnvironment, NODE_COMPILE_CACHE: compileCache, ...process.env } })
  let firstSignalAt
  const pass = (signal) => {
    if (firstSignalAt === undefined) {
      firstSignalAt = Date.now()
      // A terminal sends Ctrl-C to the whole process group: the child has it already.
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
    } else if (Date.now() - firstSignalAt > sameSignalMs) {
      child.kill('SIGKILL')
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
  if (process.env.npm_lifecycle_event) whenParentIsGone(() => pass('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', (err) => reject(new SetupError(`${node} could not be started: ${err.message}. Delete node_modules and start again.`)))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

/** npm that is killed cannot pass that on, and a server that nobody sees would keep the port. */
function whenParentIsGone(stop) {
  const parent = process.ppid
  const check = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(check)
    stop()
  }, parentCheckMs)
  check.unref()
}
