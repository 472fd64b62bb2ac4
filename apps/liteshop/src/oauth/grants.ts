import type { Context } from '../context.ts'
import { hashSecret, newId, newSecret } from '../store/secrets.ts'
import { endSubscriptions } from '../webhooks/subscriptions.ts'
import { queueRevocation } from '../webhooks/deliveries.ts'

export interface Grant {
  id: string
  client_id: string
  shop_id: string
  user_id: string
  scope: string
  created_at: number
  ended_at: number | null
}

export interface TokenPair {
  access_token: string
  token_type: 'Bearer'
  /** Seconds. */
  expires_in: number
  refresh_token: string
  scope: string
}

interface TokenRow {
  hash: string
  grant_id: string
  kind: 'access' | 'refresh'
  scope: string
  expires_at: number
  first_used_at: number | null
}

export const accessTokenLife = 3600_000
export const refreshTokenLife = 60 * 24 * 3600_000
export const reuseGrace = 30_000

export function createGrant(ctx: Context, grant: { clientId: string; shopId: string; userId: string; scope: string }): string {
  const id = newId('grt')
  ctx.db.run('insert into grants (id, client_id, shop_id, user_id, scope, created_at) values (?, ?, ?, ?, ?, ?)',
    id, grant.clientId, grant.shopId, grant.userId, grant.scope, ctx.now())
  return id
}

/** A fresh pair; the access token may hold less than the grant, the refresh token always holds all of it. */
export function issuePair(ctx: Context, grantId: string, grantScope: string, accessScope = grantScope): TokenPair {
  const access = newSecret('lsa_')
  const refresh = newSecret('lsr_')
  const insert = 'insert into tokens (hash, grant_id, kind, scope, expires_at) values (?, ?, ?, ?, ?)'
  ctx.db.run(insert, hashSecret(access), grantId, 'access', accessScope, ctx.now() + accessTokenLife)
  ctx.db.run(insert, hashSecret(refresh), grantId, 'refresh', grantScope, ctx.now() + refreshTokenLife)
  return { access_token: access, token_type: 'Bearer', expires_in: accessTokenLife / 1000, refresh_token: refresh, scope: accessScope }
}

export type RotationRefusal = 'invalid_grant' | 'invalid_scope'

/**
 * Rotates a refresh token. Used again within 30 s of its first use it answers with one more pair; later than that the whole grant ends.
 * `scope` narrows the access token and has to lie within the grant.
 */
export function rotate(ctx: Context, clientId: string, refreshToken: string, scope: readonly string[] | undefined): TokenPair | RotationRefusal {
  return ctx.db.transact(() => {
    const found = findToken(ctx, refreshToken)
    if (!found || found.token.kind !== 'refresh' || found.grant.client_id !== clientId || found.grant.ended_at !== null) return 'invalid_grant'
    const { token, grant } = found
    if (token.first_used_at !== null && ctx.now() - token.first_used_at > reuseGrace) {
      endGrant(ctx, grant.id)
      return 'invalid_grant'
    }
    if (token.expires_at <= ctx.now()) return 'invalid_grant'
    const granted = grant.scope.split(' ')
    if (scope && !scope.every((name) => granted.includes(name))) return 'invalid_scope'
    ctx.db.run('update tokens set first_used_at = coalesce(first_used_at, ?) where hash = ?', ctx.now(), token.hash)
    return issuePair(ctx, grant.id, grant.scope, scope?.join(' '))
  })
}

/** The grant behind a live access token, with the scopes of that token. */
export function authenticate(ctx: Context, accessToken: string): { grant: Grant; scopes: string[] } | undefined {
  const found = findToken(ctx, accessToken)
  if (!found || found.token.kind !== 'access' || found.token.expires_at <= ctx.now() || found.grant.ended_at !== null) return undefined
  return { grant: found.grant, scopes: found.token.scope.split(' ') }
}

/** RFC 7009: either token of a pair ends its grant; a token that is nobody's is passed over. */
export function revokeByToken(ctx: Context, clientId: string, token: string): void {
  const found = findToken(ctx, token)
  if (found && found.grant.client_id === clientId) endGrant(ctx, found.grant.id)
}

/** The shop that a token is of, live or not. */
export function shopOfToken(ctx: Context, token: string): string | undefined {
  return findToken(ctx, token)?.grant.shop_id
}

/** Leaves the grant of an access token, and its tokens, with these scopes. */
export function narrowGrant(ctx: Context, accessToken: string, scope: string): void {
  const grantId = findToken(ctx, accessToken)?.grant.id ?? ''
  ctx.db.run('update grants set scope = ? where id = ?', scope, grantId)
  ctx.db.run('update tokens set scope = ? where grant_id = ?', scope, grantId)
}

function findToken(ctx: Context, token: string): { token: TokenRow; grant: Grant } | undefined {
  const row = ctx.db.get<TokenRow>('select * from tokens where hash = ?', hashSecret(token))
  const grant = row && ctx.db.get<Grant>('select * from grants where id = ?', row.grant_id)
  return row && grant ? { token: row, grant } : undefined
}

/** Ends one grant; the last one of a partner in a shop takes the subscriptions with it and says so. */
export function endGrant(ctx: Context, grantId: string): void {
  ctx.db.transact(() => {
    if (ctx.db.run('update grants set ended_at = ? where id = ? and ended_at is null', ctx.now(), grantId) === 0) return
    ctx.db.run('delete from tokens where grant_id = ? and kind = ?', grantId, 'access')
    const grant = ctx.db.get<Grant>('select * from grants where id = ?', grantId)
    if (!grant || liveGrants(ctx, grant.shop_id, grant.client_id).length > 0) return
    queueRevocation(ctx, grant.shop_id, grant.client_id)
    endSubscriptions(ctx, grant.shop_id, grant.client_id)
  })
}

/** Grants of a shop that have not ended, newest first. */
export function liveGrants(ctx: Context, shopId: string, clientId?: string): Grant[] {
  return ctx.db.all<Grant>(
    'select * from grants where shop_id = ? and client_id = coalesce(?, client_id) and ended_at is null order by created_at desc, id', shopId, clientId ?? null)
}

/** Ends every live grant of a shop and answers how many there were. */
export function endGrantsOf(ctx: Context, shopId: string): number {
  const grants = liveGrants(ctx, shopId)
  for (const grant of grants) endGrant(ctx, grant.id)
  return grants.length
}

/** Ends the grants whose last token has run out, so that their partners hear of it. */
export function endExpiredGrants(ctx: Context): void {
  const expired = ctx.db.all<{ id: string }>(
    `select id from grants where ended_at is null
     and not exists (select 1 from tokens where tokens.grant_id = grants.id and tokens.expires_at > ?)`, ctx.now())
  for (const grant of expired) endGrant(ctx, grant.id)
  ctx.db.run("delete from tokens where kind = 'access' and expires_at <= ?", ctx.now())
}

/** Makes the access tokens of a shop run out now (their refresh tokens live on). */
export function expireAccessTokens(ctx: Context, shopId: string): number {
  return ctx.db.run("update tokens set expires_at = ? where kind = 'access' and expires_at > ? and grant_id in (select id from grants where shop_id = ?)",
    ctx.now(), ctx.now(), shopId)
}
