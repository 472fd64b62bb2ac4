// npm run crossdock -- <command>: sets up what is missing, then runs the command. Only the command writes to stdout.
import { runMain } from './setup/failure.mjs'
import { runServer } from './setup/server-process.mjs'
import { setUp } from './setup.mjs'

await runMain(async () => {
  const args = process.argv.slice(2)
  const { node } = await setUp({ web: args[0] === 'start' })
  process.exitCode = await runServer(node, args)
})
