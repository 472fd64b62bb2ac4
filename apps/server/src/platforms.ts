import type { Connector, ConnectorNeeds } from '@crossdock/connector-kit'
import { configureConnectors, definitions } from '@crossdock/connector-registry'
import { isAddress, type Config, type ConnectorVariable } from './config/config.ts'

/** What the platforms' connectors read from the environment. */
export const connectorVariables: readonly (ConnectorVariable & { description: string; default?: string })[] = definitions.flatMap((definition) => definition.variables)

/** @returns the connectors by platform, or every mistake in their variables */
export function connectorsOf(config: Pick<Config, 'environment'>, needs: ConnectorNeeds = {}): { connectors: ReadonlyMap<string, Connector> } | { mistakes: string[] } {
  return configureConnectors(config.environment, needs)
}

/** Where each platform is, as configured or by default. */
export function platformAddresses(config: Pick<Config, 'environment'>): { platform: string; name: string; address: string }[] {
  return definitions.flatMap(({ manifest, variables }) => {
    const variable = variables.find((each) => isAddress(each.name))
    const address = variable && (config.environment[variable.name]?.trim() || variable.default)
    return address ? [{ platform: manifest.platform, name: manifest.name, address }] : []
  })
}

/**
 * Whether platforms can be expected to reach an address of ours: always, unless it is this machine's own; then only
 * where all platforms are on this machine too.
 */
export function isReachable(publicUrl: string, config: Pick<Config, 'environment'>): boolean {
  return !isLoopback(publicUrl) || platformAddresses(config).every(({ address }) => isLoopback(address))
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname)
}

/** A platform’s name by the origin that it is called at. */
export function platformAt(config: Pick<Config, 'environment'>): (origin: string) => string {
  const places = platformAddresses(config).map(({ platform, address }) => ({ platform, origin: URL.parse(address)?.origin }))
  return (origin) => places.find((place) => place.origin === origin)?.platform ?? 'other'
}
