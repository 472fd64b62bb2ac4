// npm run check: lint, types, import directions, platform names. Prints "N passed, N failed" as its last line.
import { runMain } from './setup/failure.mjs'
import { npmEnv } from './setup/installation.mjs'
import { root } from './setup/paths.mjs'
import { runQuietly } from './setup/progress.mjs'
import { setUp } from './setup.mjs'
import { lastLine } from './testing/counts.mjs'

const checks = {
  'lint': ['npm', 'run', '--silent', 'lint'],
  'types': ['npm', 'run', '--silent', 'types'],
  'import directions': ['npm', 'run', '--silent', 'imports'],
  'platform names': [process.execPath, 'scripts/check-platform-names.mjs'],
}

await runMain(async () => {
  await setUp({ web: false })
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const look = async (name) => {
    const [command, ...args] = checks[name]
    const begun = Date.now()
    const { code, output } = await runQuietly(command, args, { cwd: root, env: npmEnv() })
    const ok = code === 0
    counts[ok ? 'passed' : 'failed'] += 1
    console.log(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)${ok ? '' : `\n${output.trimEnd()}\n`}`)
  }
  // Lint takes as long as all others: two of them at a time keep two cores busy.
  const left = Object.keys(checks)
  const lookInTurn = async () => {
    for (let name = left.shift(); name; name = left.shift()) await look(name)
  }
  await Promise.all([lookInTurn(), lookInTurn()])
  console.log(lastLine(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
})
