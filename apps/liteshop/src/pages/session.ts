import type { FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import type { User } from '../shop/shops.ts'
import { hashSecret, newSecret } from '../store/secrets.ts'
import { cookieOf } from './cookies.ts'

/** Named apart from other applications': cookies do not tell ports from one another. */
export const sessionCookie = 'liteshop_session'
export const sessionLife = 12 * 3600_000

export function startSession(ctx: Context, user: User): string {
  const session = newSecret('lss_')
  ctx.db.run('delete from sessions where expires_at <= ?', ctx.now())
  ctx.db.run('insert into sessions (hash, user_id, expires_at) values (?, ?, ?)', hashSecret(session), user.id, ctx.now() + sessionLife)
  return session
}

export function userOf(ctx: Context, request: FastifyRequest): User | undefined {
  const session = cookieOf(request, sessionCookie)
  return session === undefined ? undefined : ctx.db.get<User>(
    'select users.* from sessions join users on users.id = sessions.user_id where hash = ? and expires_at > ?', hashSecret(session), ctx.now())
}

export function endSession(ctx: Context, request: FastifyRequest): void {
  const session = cookieOf(request, sessionCookie)
  if (session !== undefined) ctx.db.run('delete from sessions where hash = ?', hashSecret(session))
}

/** SameSite keeps other sites' forms out, but not another port's on the same host: the Origin has to be ours. */
export function isOwnForm(request: FastifyRequest): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] === undefined || request.headers['sec-fetch-site'] === 'same-origin'
  return URL.canParse(origin) && new URL(origin).host === host
}
