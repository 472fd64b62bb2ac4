import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { authorizeAtStore, shopsOffered, type ShopKeeper } from '../support/shop-keeper.ts'

/** How a partner is known to a store, and where a browser comes back to. Nothing is fetched there. */
export interface Partner { url: string; clientId: string; clientSecret: string; redirectUri: string }

/** A grant of our own for one shop of a store, through which the contract is asked, patiently: a store's troubles are its own. */
export interface ContractGrant {
  get<Answer>(path: string): Promise<Answer>
  delete(path: string): Promise<void>
  /** Every item of a paged list; begun again where the store has forgotten the place. */
  pages<Item>(path: string, member: string): Promise<Item[]>
  /** The store's clock, as its last answer told it. */
  clock(): number
}

const scopes = 'shop:read orders:read fulfillments:write inventory:write webhooks:write'
const tries = 15
const answerMs = 30_000
const longestRestMs = 60_000

export function openGrant(partner: Partner, keeper: ShopKeeper): ContractGrant {
  let token = ''
  let ahead = 0

  const call = (method: string, path: string) =>
    patiently(path, async () => {
      token ||= await authorise(partner, keeper)
      const answer = await fetch(`${partner.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(answerMs) })
      if (answer.status === 401) token = ''
      const told = Date.parse(answer.headers.get('date') ?? '')
      if (!Number.isNaN(told)) ahead = told - Date.now()
      return answer
    })
  const get = async <Answer>(path: string) => (await call('GET', path)) as Answer
  const pages = async <Item>(path: string, member: string): Promise<Item[]> => {
    for (let begun = 1; ; begun++) {
      const items: Item[] = []
      try {
        for (let cursor: string | null = ''; cursor !== null;) {
          const page: Record<string, unknown> = await get(`${path}${path.includes('?') ? '&' : '?'}limit=250${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
          items.push(...(page[member] as Item[]))
          cursor = page['next_cursor'] as string | null
        }
        return items
      } catch (err) {
        if (begun >= tries || !(err instanceof Refused)) throw err
      }
    }
  }
  return {
    get, pages,
    clock: () => Date.now() + ahead,
    async delete(path) {
      // Where the first answer was lost, the second one says that it is gone.
      await call('DELETE', path).catch((err: unknown) => { if (!(err instanceof Refused)) throw err })
    },
  }
}

/** The shops that a store's own pages offer to a login; none where it asks for no choice. */
export async function findShops(partner: Partner, login: { email: string; password: string }): Promise<string[]> {
  return insist('its pages', async () => shopsOffered((await begin(partner)).url, login, partner.redirectUri))
}

/** An answer that asking again does not change. */
class Refused extends Error {
  override readonly name = 'Refused'
}

/** @throws Refused where the store does not understand us; Error where it could not answer for long */
async function patiently(what: string, ask: () => Promise<Response>): Promise<unknown> {
  return insist(what, async () => {
    const answer = await ask()
    if (answer.status === 204) return null
    if (answer.ok) return await answer.json()
    const said = `The store answers ${answer.status} to ${what}: ${(await answer.text()).slice(0, 300)}`
    if (answer.status === 400 || answer.status === 404) throw new Refused(said)
    await delay(Math.min(longestRestMs, 1_000 * (Number(answer.headers.get('retry-after') ?? 0) || 0)))
    throw new Error(said)
  })
}

async function insist<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (err) {
      if (err instanceof Refused) throw err
      if (attempt >= tries) throw new Error(`The store was asked for ${what} ${tries} times`, { cause: err })
      await delay(200 * attempt)
    }
  }
}

interface Attempt { url: string; verifier: string; tokenEndpoint: string }

async function begin(partner: Partner): Promise<Attempt> {
  const server = (await patiently('its metadata', () => fetch(`${partner.url}/.well-known/oauth-authorization-server`, { signal: AbortSignal.timeout(answerMs) }))) as { authorization_endpoint: string; token_endpoint: string }
  const verifier = randomBytes(48).toString('base64url')
  const url = new URL(server.authorization_endpoint)
  const parameters = {
    response_type: 'code', client_id: partner.clientId, redirect_uri: partner.redirectUri, scope: scopes, state: randomBytes(9).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  }
  // An endpoint may have a query of its own (RFC 6749 §3.1).
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, verifier, tokenEndpoint: server.token_endpoint }
}

/** A code is never exchanged twice: where the answer is lost, the whole way is gone again. */
async function authorise(partner: Partner, keeper: ShopKeeper): Promise<string> {
  const { url, verifier, tokenEndpoint } = await begin(partner)
  const back = new URL(await authorizeAtStore(url, keeper, partner.redirectUri))
  const answer = await fetch(tokenEndpoint, {
    method: 'POST', signal: AbortSignal.timeout(answerMs),
    headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(partner.clientId)}:${encodeURIComponent(partner.clientSecret)}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri: partner.redirectUri, code_verifier: verifier }),
  })
  if (!answer.ok) throw new Error(`The store gives no token: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}
