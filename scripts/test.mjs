// npm test: sets up what is missing, runs Vitest and the browser stories, and prints "N passed, N failed" as its last line.
// npm test -- unit | browser | <file filter>
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { runMain } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup.mjs'
import { ensureChromium } from './testing/chromium.mjs'
import { add, countPlaywright, countVitest, lastLine, nothing } from './testing/counts.mjs'
import { playwrightFailures, vitestFailures } from './testing/failures.mjs'
import { ensurePgBouncer } from './testing/pgbouncer.mjs'
import { planTests } from './testing/plan.mjs'
import { ensurePostgres15 } from './testing/postgres-15.mjs'
import { filesToRepeat, withRepeated } from './testing/repetition.mjs'
import { throwAwayFolder } from './testing/throw-away.mjs'

await runMain(async () => {
  let counts = nothing
  try {
    counts = await runTests(planTests(process.argv.slice(2)))
  } catch (err) {
    counts = { passed: 0, failed: 1, skipped: 0 }
    throw err
  } finally {
    // After a failure of the set-up, too: whoever reads the last line reads a failure.
    setImmediate(() => console.log(lastLine(counts)))
    if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1
  }
})

async function runTests({ vitest, playwright, needsDatabase, needsWeb }) {
  const { node } = await setUp({ web: needsWeb })
  const throwAway = await throwAwayFolder()
  const env = { ...process.env, TMPDIR: throwAway.folder, PATH: [path.join(root, 'node_modules', '.bin'), process.env.PATH].join(path.delimiter) }
  let counts = nothing
  const failures = []
  try {
    if (vitest) {
      if (needsDatabase) {
        env.CROSSDOCK_POSTGRES_15 = await ensurePostgres15()
        env.CROSSDOCK_PGBOUNCER = await ensurePgBouncer()
      }
      const runVitest = async (name, args) => {
        const report = path.join(throwAway.folder, name)
        const code = await run(node, [path.join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], env)
        return { code, results: await readReport(report) }
      }
      let { code, results } = await runVitest('vitest.json', vitest)
      // On a shared machine, as the browser stories do: what passed only when repeated is listed as such.
      const again = process.env.CI && code !== 0 ? filesToRepeat(results) : []
      if (again.length > 0) {
        failures.push(...vitestFailures(results, root).map((failure) => `Repeated because of this:\n${failure}`))
        const repeated = await runVitest('vitest-repeated.json', ['--no-file-parallelism', ...(vitest[0] === '--project' ? vitest.slice(0, 2) : []), ...again.map((file) => path.relative(root, file))])
        code = repeated.code
        results = withRepeated(results, repeated.results, again)
      }
      counts = add(counts, countVitest(results, code))
      failures.push(...vitestFailures(results, root))
    }
    const config = path.join('tests', 'browser', 'playwright.config.ts')
    if (playwright && !existsSync(path.join(root, config))) console.log(`No browser stories: ${config} does not exist.`)
    else if (playwright) {
      env.CROSSDOCK_CHROMIUM = await ensureChromium()
      const report = path.join(throwAway.folder, 'playwright.json')
      const program = path.join('node_modules', '@playwright', 'test', 'cli.js')
      const code = await run(node, [program, 'test', '--config', config, '--reporter=list,json', ...playwright], { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report })
      const results = await readReport(report)
      counts = add(counts, countPlaywright(results, code))
      failures.push(...playwrightFailures(results))
    }
  } finally {
    await throwAway.remove()
    if (failures.length > 0) console.log(`\n${failures.join('\n')}\n`)
  }
  return counts
}

function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function readReport(file) {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined
}
