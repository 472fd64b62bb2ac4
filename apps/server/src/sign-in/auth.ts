import { createHash, hkdfSync } from 'node:crypto'
import { newId } from '@crossdock/domain'
import type { Log } from '@crossdock/flows/ports'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import type pg from 'pg'
import type { KeyRing } from '../config/key-ring.ts'
import { hashPassword, maxPasswordLength, minPasswordLength, verifyPassword } from './password.ts'

export const sessionSeconds = 12 * 60 * 60

/** better-auth, set up for this warehouse: sign-up closed, sessions of 12 hours in PostgreSQL, TOTP on request. */
export function createAuth(needs: { pool: pg.Pool; keys: KeyRing; publicUrl: string; log: Log }) {
  const { pool, keys, publicUrl, log } = needs
  return betterAuth({
    appName: 'Crossdock',
    baseURL: publicUrl,
    basePath: '/api/auth',
    trustedOrigins: [publicUrl],
    secrets: keys.all.map((key) => ({ version: versionOf(key.id), value: Buffer.from(hkdfSync('sha256', key.key, '', 'crossdock sign-in', 32)).toString('base64') })),
    database: pool,
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ part: 'sign-in' }, message) },
    // A refusal is answered as it is; any other failure is ours to log and to answer. Left to itself, better-auth writes both to the console.
    onAPIError: { throw: true },
    // Failed tries are slowed down in throttle.ts, which counts by address and by network and shares its count between processes.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength,
      maxPasswordLength,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
      revokeSessionsOnPasswordReset: true,
    },
    session: {
      modelName: 'session',
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        merchantId: { type: 'string', required: false, input: false, fieldName: 'merchant_id' },
        active: { type: 'boolean', required: true, input: false, defaultValue: true },
      },
    },
    account: {
      modelName: 'account',
      fields: {
        accountId: 'account_id', providerId: 'provider_id', userId: 'user_id', accessToken: 'access_token', refreshToken: 'refresh_token', idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at', refreshTokenExpiresAt: 'refresh_token_expires_at', createdAt: 'created_at', updatedAt: 'updated_at',
      },
    },
    verification: { modelName: 'verification', fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' } },
    advanced: {
      cookiePrefix: 'crossdock',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: () => newId() },
      // Every unsafe request is checked once, for sign-in and API alike, before it gets here.
      disableCSRFCheck: true,
      // Where to lead on to is checked wherever we run; left to itself, better-auth does so outside of tests alone.
      disableOriginCheck: false,
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const { rows } = await pool.query<{ active: boolean }>('update users set last_seen_at = now() where id = $1 and active returning active', [session.userId])
            if (rows.length === 0) throw new APIError('UNAUTHORIZED', { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' })
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: 'Crossdock',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'two_factor',
            fields: { userId: 'user_id', backupCodes: 'backup_codes', failedVerificationCount: 'failed_verification_count', lockedUntil: 'locked_until' },
          },
        },
      }),
    ],
  })
}

export type Auth = ReturnType<typeof createAuth>

/** better-auth knows its keys by number; a key keeps its number wherever it stands in the ring. */
export function versionOf(keyId: string): number {
  return createHash('sha256').update(keyId).digest().readUInt32BE() >>> 1
}
