import type { Connector, StoreSession } from '@crossdock/connector-kit'
import { json, testAccess, testNeeds, type ScriptedServer, type Step, type TestAccess, type TestClock } from '@crossdock/connector-kit/testing'
import { createLiteshop } from './connector.ts'

export const client = { clientId: 'crossdock', clientSecret: 'canary-client-secret' }

export function openConnector(server: ScriptedServer, clock: TestClock): Connector {
  return createLiteshop({ origin: server.origin, ...client }, testNeeds(clock))
}

export type FullSession = Required<StoreSession>

export function openSession(server: ScriptedServer, clock: TestClock, access: TestAccess = testAccess()): FullSession {
  return openConnector(server, clock).open(access) as FullSession
}

/** The metadata that the contract describes. */
export function metadataOf(origin: string): Record<string, unknown> {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
}

/** Answers each request by its path (without query); what is not named is an internal error. */
export function route(routes: Record<string, Step>): Step {
  return (response, request) => (routes[request.url.split('?')[0]!] ?? json(500, {}))(response, request)
}
