import { startLiteshop } from './start-liteshop.ts'

const port = Number(process.env['LITESHOP_SANDBOX_PORT'] || 4400)
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error('LITESHOP_SANDBOX_PORT is to be a port number, 0 to 65535.')
  process.exit(1)
}
try {
  const liteshop = await startLiteshop({
    port,
    dataFile: process.env['LITESHOP_SANDBOX_DATA'] || undefined,
    clientId: process.env['LITESHOP_CLIENT_ID'] || undefined,
    clientSecret: process.env['LITESHOP_CLIENT_SECRET'] || undefined
  })
  console.log(`Liteshop sandbox: ${liteshop.url}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void liteshop.close())
} catch (err) {
  console.error(`The Liteshop sandbox could not start: ${err instanceof Error ? err.message : String(err)}`)
  process.exit(1)
}
