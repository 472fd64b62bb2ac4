import { newId, type Role } from '@crossdock/domain'
import { Refusal } from '@crossdock/flows/ports'
import type pg from 'pg'
import { demoLogins } from '../demo/logins.ts'
import { hashPassword, maxPasswordLength, minPasswordLength } from './password.ts'
import { inTransaction } from './pool.ts'

export interface NewUser {
  name: string
  email: string
  password: string
  role: Role
  /** Required for role merchant, and only for it. */
  merchantId: string | null
}

export interface UserRow {
  id: string
  name: string
  email: string
  role: Role
  merchant_id: string | null
  active: boolean
  created_at: Date
  last_seen_at: Date | null
}

/** @throws Refusal `weak_password`, `email_taken`, `invalid_input` */
export async function createUser(pool: pg.Pool, user: NewUser): Promise<{ id: string }> {
  checkPassword(user.password)
  const password = await hashPassword(user.password)
  return inTransaction(pool, (client) => insertUser(client, user, password))
}

/** @param password already hashed */
export async function insertUser(client: pg.ClientBase, user: NewUser, password: string): Promise<{ id: string }> {
  checkMerchant(user.role, user.merchantId)
  const id = newId()
  const { rowCount } = await client.query(
    `insert into users (id, name, email, email_verified, role, merchant_id)
     values ($1, $2, $3, true, $4, $5)
     on conflict (email) do nothing`,
    [id, user.name, user.email.toLowerCase(), user.role, user.merchantId],
  )
  if (rowCount === 0) throw new Refusal('email_taken', { email: user.email })
  await client.query(`insert into account (id, account_id, provider_id, user_id, password) values ($1, $2, 'credential', $3, $4)`, [newId(), id, id, password])
  return { id }
}

export async function listUsers(pool: pg.Pool): Promise<UserRow[]> {
  const { rows } = await pool.query<UserRow>('select id, name, email, role, merchant_id, active, created_at, last_seen_at from users order by lower(name), id')
  return rows
}

export interface UserChange {
  name?: string | undefined
  role?: Role | undefined
  merchantId?: string | null | undefined
  active?: boolean | undefined
  password?: string | undefined
}

/**
 * Changes a user. Whatever changes what they may do, or how they prove who they are, ends their sessions at once.
 * @throws Refusal `not_found`, `last_admin`, `weak_password`, `invalid_input`
 */
export async function updateUser(pool: pg.Pool, id: string, change: UserChange): Promise<void> {
  if (change.password !== undefined) checkPassword(change.password)
  const password = change.password === undefined ? null : await hashPassword(change.password)
  await inTransaction(pool, async (client) => {
    // All admins are locked in one order, so that two of them cannot take each other's role away at once.
    const admins = await client.query<{ id: string }>(`select id from users where role = 'admin' and active order by id for update`)
    const { rows } = await client.query<UserRow>('select * from users where id::text = $1 for update', [id])
    const user = rows[0]
    if (!user) throw new Refusal('not_found')
    const role = change.role ?? user.role
    const active = change.active ?? user.active
    const merchantId = role === 'merchant' ? (change.merchantId === undefined ? user.merchant_id : change.merchantId) : null
    checkMerchant(role, merchantId)
    const wasAdmin = user.role === 'admin' && user.active
    if (wasAdmin && (role !== 'admin' || !active) && admins.rows.length === 1) throw new Refusal('last_admin')
    await client.query('update users set name = $2, role = $3, merchant_id = $4, active = $5, updated_at = now() where id = $1', [user.id, change.name ?? user.name, role, merchantId, active])
    if (password !== null) await client.query(`update account set password = $2, updated_at = now() where user_id = $1 and provider_id = 'credential'`, [user.id, password])
    const other = role !== user.role || active !== user.active || merchantId !== user.merchant_id || password !== null
    if (other) await client.query('delete from session where user_id = $1', [user.id])
  })
}

/** Whether anybody can manage the warehouse's users. The demo's own logins do not count: everybody knows their passwords. */
export async function hasAdmin(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query(`select 1 from users where role = 'admin' and active and email <> all($1) limit 1`, [demoLogins.map((login) => login.email)])
  return rowCount !== 0
}

export function checkPassword(password: string): void {
  const length = [...password].length
  if (length < minPasswordLength || length > maxPasswordLength) throw new Refusal('weak_password', { length: minPasswordLength })
}

function checkMerchant(role: Role, merchantId: string | null): void {
  if (role === 'merchant' && merchantId === null) {
    throw new Refusal('invalid_input', {}, [{ path: 'merchantId', code: 'required', message: 'is required for the role merchant' }])
  }
}
