import { readOrigin, type ConnectorDefinition } from '@crossdock/connector-kit'
import { createLiteshop } from './connector.ts'
import { manifest } from './manifest.ts'

const sandbox = { origin: 'http://127.0.0.1:4400', clientId: 'crossdock', clientSecret: 'crossdock-sandbox-secret' }

export const definition: ConnectorDefinition = {
  manifest,
  variables: [
    { name: 'LITESHOP_URL', description: 'Where Liteshop is: an origin such as https://host.', secret: false, default: sandbox.origin },
    { name: 'LITESHOP_CLIENT_ID', description: 'The id under which Liteshop knows this warehouse. Required with LITESHOP_URL; without it, the sandbox’s.', secret: false },
    { name: 'LITESHOP_CLIENT_SECRET', description: 'The secret that belongs to that id. Required with LITESHOP_URL; without it, the sandbox’s.', secret: true },
  ],
  configure(environment, needs) {
    const read = (name: string): string | null => environment[name]?.trim() || null
    const url = read('LITESHOP_URL')
    const own = url === null
    const address = readOrigin('LITESHOP_URL', url ?? sandbox.origin)
    const clientId = read('LITESHOP_CLIENT_ID') ?? (own ? sandbox.clientId : null)
    const clientSecret = read('LITESHOP_CLIENT_SECRET') ?? (own ? sandbox.clientSecret : null)
    if ('origin' in address && clientId !== null && clientSecret !== null) {
      return { connector: createLiteshop({ origin: address.origin, clientId, clientSecret }, needs) }
    }
    const mistakes: string[] = []
    if ('mistake' in address) mistakes.push(address.mistake)
    if (clientId === null) mistakes.push('LITESHOP_CLIENT_ID is missing: with LITESHOP_URL set, enter the id that Liteshop gave this warehouse.')
    if (clientSecret === null) mistakes.push('LITESHOP_CLIENT_SECRET is missing: with LITESHOP_URL set, enter the secret that Liteshop gave this warehouse.')
    return { mistakes }
  },
}
