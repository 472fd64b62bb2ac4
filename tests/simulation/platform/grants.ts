import { ConnectorError, type Grant } from '@crossdock/connector-kit'
import type { Random } from '../random.ts'
import type { Journal } from './journal.ts'

const graceMs = 30_000
const accessLifeMs = 3_600_000

interface LiveGrant {
  id: string
  shopId: string
  live: boolean
  access: Map<string, number>
  /** When each refresh token was used first. */
  refresh: Map<string, number | null>
}

/** The platform's authorization server: codes, rotating refresh tokens with their grace, and their ends. */
export interface Grants {
  /** What a person who allows it brings back. */
  issueCode(shopId: string): string
  exchange(code: string): Grant
  refresh(refreshToken: string): Grant
  revoke(refreshToken: string): void
  /** The shop that an access token is good for now. */
  shopOf(accessToken: string): string | null
  /** The grant that a token was given for, good or not. */
  grantOf(token: string): string | null
  /** The shop-keeper takes the leave back. */
  endAll(shopId: string): void
  /** Access tokens die before their time; the grants live. */
  killAccessTokens(shopId: string): void
  hasLive(shopId: string): boolean
  /** Everything secret that was ever given out. */
  secrets: Set<string>
}

const invalidGrant = () => new ConnectorError({ kind: 'auth', code: 'invalid_grant', message: 'The grant is not good any more.', status: 400 })

export function createGrants({ now, random, journal, onEnd }: { now: () => number; random: Random; journal: Journal; onEnd: (shopId: string) => void }): Grants {
  const codes = new Map<string, { shopId: string; grant: LiveGrant | null }>()
  const grants: LiveGrant[] = []
  const secrets = new Set<string>()
  const owners = new Map<string, string>()
  let serial = 0
  const secret = (kind: string) => {
    const made = `${kind}-secret-${++serial}-${Math.floor(random.next() * 1e9).toString(36)}`
    secrets.add(made)
    return made
  }

  const issue = (grant: LiveGrant): Grant => {
    const pair = { accessToken: secret('access'), refreshToken: secret('refresh') }
    owners.set(pair.accessToken, grant.id)
    owners.set(pair.refreshToken, grant.id)
    grant.access.set(pair.accessToken, now() + accessLifeMs)
    grant.refresh.set(pair.refreshToken, null)
    const said = random.chance(0.1) ? random.pick([null, 0, 5, 10_000_000]) : accessLifeMs / 1000
    return { ...pair, expiresIn: said, scopes: ['everything'] }
  }
  const end = (grant: LiveGrant, why: string) => {
    if (!grant.live) return
    grant.live = false
    journal.write(grant.shopId, 'grant.ended', { grant: grant.id, why })
    if (!grants.some((each) => each.live && each.shopId === grant.shopId)) onEnd(grant.shopId)
  }
  const ofRefresh = (token: string) => grants.find((grant) => grant.refresh.has(token))

  return {
    secrets,
    issueCode(shopId) {
      const code = secret('code')
      codes.set(code, { shopId, grant: null })
      return code
    },
    exchange(code) {
      const kept = codes.get(code)
      if (kept?.grant) end(kept.grant, 'code used twice')
      if (!kept || kept.grant) throw invalidGrant()
      kept.grant = { id: `grant-${grants.length + 1}`, shopId: kept.shopId, live: true, access: new Map(), refresh: new Map() }
      grants.push(kept.grant)
      journal.write(kept.shopId, 'grant.issued', { grant: kept.grant.id })
      return issue(kept.grant)
    },
    refresh(token) {
      const grant = ofRefresh(token)
      if (!grant?.live) throw invalidGrant()
      const usedAt = grant.refresh.get(token) ?? null
      if (usedAt !== null && now() - usedAt > graceMs) {
        end(grant, 'refresh token used again')
        throw invalidGrant()
      }
      grant.refresh.set(token, usedAt ?? now())
      journal.write(grant.shopId, 'grant.refreshed', { grant: grant.id, again: usedAt !== null })
      return issue(grant)
    },
    revoke(token) {
      const grant = ofRefresh(token)
      if (grant) end(grant, 'revoked by the partner')
    },
    grantOf: (token) => owners.get(token) ?? null,
    shopOf: (token) => grants.find((grant) => grant.live && (grant.access.get(token) ?? 0) > now())?.shopId ?? null,
    endAll(shopId) {
      for (const grant of grants) if (grant.shopId === shopId) end(grant, 'revoked by the shop-keeper')
    },
    killAccessTokens(shopId) {
      for (const grant of grants) if (grant.shopId === shopId && grant.live) grant.access.clear()
      journal.write(shopId, 'tokens.killed')
    },
    hasLive: (shopId) => grants.some((grant) => grant.live && grant.shopId === shopId),
  }
}
