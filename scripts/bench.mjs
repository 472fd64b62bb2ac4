// npm run bench [-- NAME [options]]: measures against the limit, in the same run. --help lists the benches. Writes bench/results/NAME.json.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { runMain } from './setup/failure.mjs'
import { root } from './setup/paths.mjs'
import { setUp } from './setup.mjs'
import { ensureChromium } from './testing/chromium.mjs'

await runMain(async () => {
  const args = process.argv.slice(2)
  // Of the benches, one looks at the screens; it is among all of them.
  const web = args.length === 0 || args.includes('web') || (args[0] === '--small' && args.length === 1)
  const { node } = await setUp({ web })
  if (web) process.env.CROSSDOCK_CHROMIUM = await ensureChromium()
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, 'bench', 'main.ts'), ...args], { stdio: 'inherit', cwd: root })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
})
