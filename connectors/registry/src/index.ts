import type { Connector, ConnectorDefinition, ConnectorNeeds } from '@crossdock/connector-kit'
import { definition as liteshop } from '@crossdock/connector-liteshop'

/** Every platform that Crossdock speaks to. This is the one list. */
export const definitions: readonly ConnectorDefinition[] = [liteshop]

/**
 * @param environment variables by name, `*_FILE` already resolved
 * @returns the connectors by platform; or every mistake of every platform, each a sentence that begins with the variable's name
 */
export function configureConnectors(
  environment: Record<string, string | undefined>,
  needs: ConnectorNeeds = {},
): { connectors: Map<string, Connector> } | { mistakes: string[] } {
  const connectors = new Map<string, Connector>()
  const mistakes: string[] = []
  for (const definition of definitions) {
    const configured = definition.configure(environment, needs)
    if ('connector' in configured) connectors.set(definition.manifest.platform, configured.connector)
    else mistakes.push(...configured.mistakes)
  }
  return mistakes.length > 0 ? { mistakes } : { connectors }
}
