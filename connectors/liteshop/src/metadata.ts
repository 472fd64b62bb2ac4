import { allowInsecureRequests, customFetch, discoveryRequest, processDiscoveryResponse, type AuthorizationServer } from 'oauth4webapi'
import { ConnectorError, fillNeeds, fullJitter, malformed, type CallObserver, type ConnectorNeeds, type OauthCall, type OauthFetch } from '@crossdock/connector-kit'
import { manifest } from './manifest.ts'

const freshMs = 3_600_000
/** A browser, or a renewal, waits for it: what passes in a moment is sat out, and nothing longer. */
const tries = 3
const patienceMs = 2_000
/** Where something is known already, it is gone by rather than waited for: a renewal has half a minute to be asked for again. */
const knownPatienceMs = 2_000

/** Liteshop's metadata (RFC 8414), with all that this connector needs of it. */
export type Metadata = AuthorizationServer & { authorization_endpoint: string; token_endpoint: string; revocation_endpoint: string }

export interface MetadataSource {
  /** @throws ConnectorError, always with outcome `not_sent`: nothing but reading was tried */
  get(calls?: CallObserver): Promise<Metadata>
  /** An endpoint answered otherwise than it should: it may have moved. One that does not answer has not. */
  distrust(): void
}

/** Metadata is kept for an hour, and read again after trouble. While it cannot be read, what was known last is used. */
export function createMetadataSource(origin: string, openFetch: (call: OauthCall) => OauthFetch, given: ConnectorNeeds): MetadataSource {
  const { now, sleep, random, limits } = fillNeeds(given)
  let known: { metadata: Metadata; at: number } | null = null
  let trusted = false
  let reading: Promise<Metadata> | null = null

  const read = async (calls?: CallObserver): Promise<Metadata> => {
    const metadata = await discover(origin, openFetch({ purpose: 'metadata.read', secrets: [], calls, signal: known ? AbortSignal.timeout(knownPatienceMs) : undefined }))
    known = { metadata, at: now() }
    trusted = true
    return metadata
  }

  const readPatiently = async (calls?: CallObserver): Promise<Metadata> => {
    for (let failures = 1; ; failures++) {
      try {
        return await read(calls)
      } catch (err) {
        const passing = err instanceof ConnectorError && err.kind === 'unavailable'
        const wait = passing ? (err.retryAfterMs ?? fullJitter(failures, random, limits)) : Infinity
        if (known || failures === tries || wait > patienceMs) throw err
        await sleep(wait)
      }
    }
  }

  return {
    async get(calls) {
      if (known && trusted && Math.abs(now() - known.at) < freshMs) return known.metadata
      reading ??= readPatiently(calls).finally(() => (reading = null))
      try {
        return await reading
      } catch (err) {
        if (known && err instanceof ConnectorError && err.kind === 'unavailable') return known.metadata
        throw err
      }
    },
    distrust() {
      trusted = false
    },
  }
}

async function discover(origin: string, fetch: OauthFetch): Promise<Metadata> {
  const issuer = new URL(origin)
  let metadata: AuthorizationServer
  try {
    const answer = await discoveryRequest(issuer, { algorithm: 'oauth2', [customFetch]: fetch, [allowInsecureRequests]: issuer.protocol === 'http:' })
    metadata = await processDiscoveryResponse(issuer, answer)
  } catch (err) {
    if (err instanceof ConnectorError) throw new ConnectorError({ ...pick(err), outcome: 'not_sent' })
    throw unusable(`the metadata under ${origin} is not that of ${origin}`)
  }
  for (const name of ['authorization_endpoint', 'token_endpoint', 'revocation_endpoint'] as const) {
    const endpoint = URL.parse(metadata[name] ?? '')
    if (!endpoint) throw unusable(`the metadata lacks ${name}`)
    // The client's secret goes to these: never to another server than the one that was configured.
    if (endpoint.origin !== issuer.origin) throw unusable(`${name} is outside ${origin}`)
  }
  const methods = metadata.code_challenge_methods_supported
  if (methods !== undefined && !(Array.isArray(methods) && methods.includes('S256'))) throw unusable('PKCE with S256 is not offered')
  return metadata as Metadata
}

const pick = ({ kind, code, message, status, retryAfterMs }: ConnectorError) => ({ kind, code, message, status, retryAfterMs })

function unusable(why: string): ConnectorError {
  const { kind, code, message } = malformed('unusable_metadata', `${manifest.name} cannot be used for authorisation: ${why}.`, null)
  return new ConnectorError({ kind, code, message, outcome: 'not_sent' })
}
