import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { equalSecrets, hashSecret, newSecret } from '../store/secrets.ts'
import type { TokenPair } from './grants.ts'
import { createGrant, endGrant, issuePair } from './grants.ts'

export const codeLife = 60_000

export interface CodeRequest {
  clientId: string
  shopId: string
  userId: string
  scope: string
  redirectUri: string
  challenge: string
}

interface CodeRow {
  hash: string
  client_id: string
  shop_id: string
  user_id: string
  scope: string
  redirect_uri: string
  challenge: string
  expires_at: number
  grant_id: string | null
}

export function createCode(ctx: Context, request: CodeRequest): string {
  const code = newSecret('lsc_')
  ctx.db.run(
    'insert into codes (hash, client_id, shop_id, user_id, scope, redirect_uri, challenge, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    hashSecret(code), request.clientId, request.shopId, request.userId, request.scope, request.redirectUri, request.challenge, ctx.now() + codeLife)
  return code
}

/**
 * Exchanges a code for its first pair; undefined is `invalid_grant`. A second use ends what the first one gave, whatever comes with it.
 * A wrong verifier or redirect address leaves an unused code as it was.
 */
export function exchangeCode(ctx: Context, clientId: string, code: string, redirectUri: string, verifier: string): TokenPair | undefined {
  return ctx.db.transact(() => {
    const row = ctx.db.get<CodeRow>('select * from codes where hash = ?', hashSecret(code))
    if (!row || row.client_id !== clientId) return undefined
    if (row.grant_id !== null) {
      endGrant(ctx, row.grant_id)
      return undefined
    }
    if (row.expires_at <= ctx.now() || row.redirect_uri !== redirectUri || !fits(verifier, row.challenge)) return undefined
    const grantId = createGrant(ctx, { clientId, shopId: row.shop_id, userId: row.user_id, scope: row.scope })
    ctx.db.run('update codes set grant_id = ? where hash = ?', grantId, row.hash)
    return issuePair(ctx, grantId, row.scope)
  })
}

export function shopOfCode(ctx: Context, code: string): string | undefined {
  return ctx.db.get<CodeRow>('select * from codes where hash = ?', hashSecret(code))?.shop_id
}

function fits(verifier: string, challenge: string): boolean {
  return equalSecrets(createHash('sha256').update(verifier).digest('base64url'), challenge)
}
