// npm run simulate -- --seeds N [--from S] [--jobs J]: sets up what is missing, then runs seeds against the real flows and a real PostgreSQL.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { runMain } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup.mjs'

await runMain(async () => {
  const { node } = await setUp({ web: false })
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, 'tests', 'simulation', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
})
