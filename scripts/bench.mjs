// npm run bench [-- NAME [options]]: measures against the limit, in the same run. --help lists the benches. Writes bench/results/NAME.json.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { runMain } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup.mjs'

await runMain(async () => {
  const { node } = await setUp({ web: false })
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, 'bench', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
})
