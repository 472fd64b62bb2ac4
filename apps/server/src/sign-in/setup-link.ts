import { createHash, randomBytes } from 'node:crypto'
import { Refusal } from '@crossdock/flows/ports'
import type pg from 'pg'
import { hashPassword } from './password.ts'
import { inTransaction } from './pool.ts'
import { checkPassword, hasAdmin, insertUser } from './users.ts'

export const setupLinkMinutes = 30

/** @returns the token of a fresh one-time link, which replaces the one before; null when there is an admin already */
export async function makeSetupLink(pool: pg.Pool): Promise<string | null> {
  if (await hasAdmin(pool)) return null
  const token = randomBytes(32).toString('base64url')
  await pool.query(
    `insert into setup_link (token_hash, expires_at) values ($1, now() + make_interval(mins => $2))
     on conflict (only_one) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`,
    [hashOf(token), setupLinkMinutes],
  )
  return token
}

/** @throws Refusal `setup_link_used` */
export async function checkSetupLink(pool: pg.Pool, token: string): Promise<void> {
  const { rowCount } = await pool.query('select 1 from setup_link where token_hash = $1 and expires_at > now()', [hashOf(token)])
  if (rowCount === 0 || (await hasAdmin(pool))) throw new Refusal('setup_link_used')
}

/**
 * Makes the first admin and uses the link up, together.
 * @throws Refusal `setup_link_used`, `weak_password`, `email_taken`
 */
export async function useSetupLink(pool: pg.Pool, token: string, admin: { name: string; email: string; password: string }): Promise<void> {
  checkPassword(admin.password)
  await checkSetupLink(pool, token)
  const password = await hashPassword(admin.password)
  await inTransaction(pool, async (client) => {
    // Two who come at once meet here: the second waits for the row, and then finds it gone.
    const { rowCount } = await client.query('delete from setup_link where token_hash = $1 and expires_at > now()', [hashOf(token)])
    if (rowCount === 0) throw new Refusal('setup_link_used')
    await insertUser(client, { ...admin, role: 'admin', merchantId: null }, password)
  })
}

const hashOf = (token: string) => createHash('sha256').update(token).digest()
