// npm run saleday: a sale day with faults, kills and a database restart, judged in one table. --orders N --stores M --seed S
import { spawn } from 'node:child_process'
import path from 'node:path'
import { runMain } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup.mjs'

await runMain(async () => {
  const { node } = await setUp({ web: false })
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, 'tests', 'saleday', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
})
