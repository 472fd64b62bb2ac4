// npm start: sets up what is missing, then runs everything in one process.
import { runMain } from './setup/failure.mjs'
import { runServer } from './setup/server-process.mjs'
import { setUp } from './setup.mjs'

await runMain(async () => {
  const args = process.argv.slice(2)
  const role = args.some((arg) => arg === '--role' || arg.startsWith('--role=')) ? [] : ['--role', 'all']
  const { node } = await setUp({ web: true })
  process.exitCode = await runServer(node, ['start', ...role, ...args])
})
