import { spawn } from 'node:child_process'
import { SetupError } from './failure.mjs'

const heartbeatMs = 5_000

/**
 * Runs a command while telling on stderr what is done and for how long. Its output is shown only when it fails.
 * @param {{ doing: string, done: string, failed: string, command: string, args: string[], cwd: string, env?: NodeJS.ProcessEnv }} step
 *   `doing`, `done` and `failed` are what to say; `failed` says what the person can do
 * @returns {Promise<string>} the output
 */
export async function runStep({ doing, done, failed, command, args, cwd, env = process.env }) {
  const begun = Date.now()
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`
  say(`${doing} …`)
  const heartbeat = setInterval(() => say(`${doing} … ${seconds()}`), heartbeatMs)
  const { code, output } = await runQuietly(command, args, { cwd, env })
  clearInterval(heartbeat)
  if (code !== 0) throw new SetupError(`${output.trimEnd()}\n\n${doing} failed (${typeof code === 'number' ? `exit code ${code}` : code}). ${failed}`)
  say(`${done} in ${seconds()}.`)
  return output
}

/**
 * @returns {Promise<{ code: number | string, output: string }>} `code` is a word when the command could not be started or was killed;
 *   `output` holds stdout and stderr in the order of arrival
 */
export function runQuietly(command, args, { cwd, env = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.once('error', (err) => resolve({ code: err.code ?? 'error', output: output + err.message }))
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'killed', output }))
  })
}

/** One line on stderr: stdout belongs to the command's own answer. */
export function say(line) {
  process.stderr.write(`[crossdock] ${line}\n`)
}
